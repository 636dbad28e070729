"""The frontend that asks a language model: drafts, repaired and rethought until nothing useful is left to add.

    text -> segments -> drafts, side by side -> place, admit -> repair -> merge, join -> rethink -> graph

Nothing here is imported before a model is named: `import stc` and compiling by rules need none of it.
"""
