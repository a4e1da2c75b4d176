"""From a store to runs: one module a store, a contract, a catalog, detection and the stream."""
