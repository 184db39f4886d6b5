"""Pages by which old registers come in: upload, preview, correct, apply, undo."""
