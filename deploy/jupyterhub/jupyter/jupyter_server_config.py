"""What each user's server does when it starts: makes the folder course/ that lessons are fetched into."""
# Goes to /etc/jupyter with the files beside it. Needs the class edition, which `casework release` writes.

import os
import sys
from pathlib import Path

course = Path.home() / "course"
data = Path(os.environ.get("CASEWORK_CLASS", "/srv/course")) / "data"
(course / "modules").mkdir(parents=True, exist_ok=True)
# nbgrader brings a lesson's own folder and nothing else; the tables and the glossary are the same for all.
link = course / "data"
if not data.is_dir():
    print(f"no folder {data}: lessons will not find their tables; put a class edition there", file=sys.stderr)
elif not link.exists():
    link.unlink(missing_ok=True)  # one that leads to where the edition was before
    link.symlink_to(data, target_is_directory=True)
