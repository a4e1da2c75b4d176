"""From pages to a website: the tree, the engine, the stencil, the manifest, and putting it into place."""
