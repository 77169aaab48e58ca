"""Many episodes: find them (`sources`), decide what must run and why (`plan`), run it on any executor (`run`).

`state` is the folder `.nijimaku` beside the episodes: the lock, the journal of outcomes, the glossaries seen. It only
helps: everything that decides what runs again stands in each episode's own `provenance.json`. `aggregate` and `page`
make the report over all episodes, `status` tells where a batch stands.
"""
