"""The bundled English to Japanese translation package of Nijimaku: data only.

Found through the entry-point group `nijimaku.models`; `package.json` beside this file says how to load and prompt it.
Licence: Gemma Terms of Use (`GEMMA_TERMS.txt`, `NOTICE`), not the MIT licence of the code.
"""
