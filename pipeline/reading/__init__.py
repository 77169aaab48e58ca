"""Reading a transcript as an editor would: words, who says them, where sentences end, what was misheard.

    tokens -> (structure: hand-overs, boundaries) -> sentences -> (words: variants, numbers)

`tokens` is the working form: one mutable record a word, private to the segment stage. Everything that leaves is a
noun of `pipeline.model`, and every difference from the delivered words stands in the repair log.
"""
