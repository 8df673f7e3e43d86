"""HTTP machinery that knows no protocol: operations, routing, decoding, documents."""
