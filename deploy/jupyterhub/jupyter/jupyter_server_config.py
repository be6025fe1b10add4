"""What each user's server does when it starts: makes the folder course/ that lessons are fetched into."""
# Goes to /etc/jupyter with the files beside it. Needs the class edition, which `casework release` writes.

import os
from pathlib import Path

course = Path.home() / "course"
edition = Path(os.environ.get("CASEWORK_CLASS", "/srv/course"))
(course / "modules").mkdir(parents=True, exist_ok=True)
# nbgrader brings a lesson's own folder and nothing else; the tables and the glossary are the same for all.
data = course / "data"
if not data.exists():
    data.unlink(missing_ok=True)  # a link to where the edition was before
    data.symlink_to(edition / "data", target_is_directory=True)
