"""The browser edition: a static JupyterLite site. build.py joins its parts; inputs.py fetches them."""
