"""The browser edition: a static JupyterLite site. build.py joins the parts; inputs.py fetches what it needs."""
