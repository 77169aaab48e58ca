"""Japanese timing: when each sentence may be read, where it is cut into cues, when each cue stands."""
