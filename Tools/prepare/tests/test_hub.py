"""Models from a hub, over a local server that has its URL shapes."""

import hashlib
import json
import os
import unittest
from pathlib import Path
from unittest import mock

from hub_server import COMMIT, HubServer
from support import DATA, CheckpointCase, built

import checkpoint.hub

WEIGHTS = "model.safetensors"


class FromAHub(CheckpointCase):
    def setUp(self):
        super().setUp()
        self.files = self.copy(without="pytorch_model.bin")
        (self.files / "README.md").write_text("---\nlicense: mit\n---\n")
        self.server = HubServer(self.files)
        self.addCleanup(self.server.close)
        self.state = self.server.state
        self.pauses = []
        self.enterContext(mock.patch.dict(os.environ, {"HF_ENDPOINT": self.server.address, "XDG_CACHE_HOME": str(self.folder / "cache"), "no_proxy": "*"}))
        os.environ.pop("HF_TOKEN", None)
        self.enterContext(mock.patch.object(checkpoint.hub.time, "sleep", self.pauses.append))

    @property
    def downloads(self):
        return self.folder / "cache" / "taichu" / "hub"

    def part(self, name=WEIGHTS) -> Path:
        path = self.downloads / "owner--model" / COMMIT / f"{name}.part"
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def asked(self, file):
        """(who was asked, from which byte) for each request of a file."""
        return [(server, wanted) for server, path, wanted, _ in self.state.requests if path.split("?")[0].endswith("/" + file)]

    def test_a_model_is_pinned_to_its_commit_and_every_file_is_recorded(self):
        manifest = json.loads((self.added("owner/model") / "manifest.json").read_text())
        origin = manifest["origin"]
        self.assertEqual((origin["source"], origin["location"], origin["revision"]), ("hub", f"{self.server.address}/owner/model", COMMIT))
        self.assertEqual(manifest["licence"], "mit")
        recorded = {entry["name"]: entry["sha256"] for entry in origin["files"]}
        self.assertEqual(recorded, {name: hashlib.sha256((self.files / name).read_bytes()).hexdigest() for name in recorded})
        self.assertEqual(set(recorded), {"config.json", "preprocessor_config.json", "vocab.json", "tokenizer_config.json", WEIGHTS})
        self.assertEqual((self.store / "model" / "encoder.bin").read_bytes(), (built("base") / "encoder.bin").read_bytes())
        self.assertEqual(self.asked(WEIGHTS), [("Front", None), ("Storage", None)])
        # Only the description goes by the revision's name; what is downloaded does not take room afterwards.
        self.assertEqual([path for _, path, _, _ in self.state.requests if "main" in path], ["/api/models/owner/model/revision/main"])
        self.assertEqual(list(self.downloads.iterdir()), [])

    def test_the_address_that_a_manifest_names_is_taken_too(self):
        location = json.loads((self.added("owner/model") / "manifest.json").read_text())["origin"]["location"]
        # The token is for the hub, not for whatever address somebody pastes.
        self.state.requests.clear()
        with mock.patch.dict(os.environ, {"HF_ENDPOINT": "http://127.0.0.1:9", "HF_TOKEN": "secret"}):
            self.added(location, name="again")
        self.assertEqual({authorization for _, _, _, authorization in self.state.requests}, {None})
        self.store = self.folder / "another"
        self.refused(64, f"{location} is not a model of --hub http://other", location, "--hub", "http://other", name="third")

    def test_a_split_checkpoint_and_a_pytorch_file(self):
        self.state.folder = self.copy("short-front")
        self.added("owner/model", name="split")
        self.assertEqual((self.store / "split" / "encoder.bin").read_bytes(), (built("short-front") / "encoder.bin").read_bytes())
        self.state.folder = self.copy("base", without="model.safetensors")
        self.added("owner/model", name="torch")
        self.assertEqual((self.store / "torch" / "encoder.bin").read_bytes(), (built("base") / "encoder.bin").read_bytes())

    def test_one_language_of_many(self):
        self.state.folder = self.copy("attention-adapter")
        self.added("owner/model", "--language", "zho")
        self.assertEqual(len(self.asked("adapter.zho.safetensors")), 2)

    def test_revisions_and_renamed_models(self):
        for revision in ("v1.0", "refs/pr/1", COMMIT):
            self.added("owner/model", "--revision", revision, "--replace")
        self.assertIn("/api/models/owner/model/revision/refs%2Fpr%2F1", [path for _, path, _, _ in self.state.requests])
        self.added("old/model", "--replace")
        self.refused_line(66, "owner/model at v9: the model has no such revision", "owner/model", "--revision", "v9")

    def refused_line(self, status, text, *arguments):
        found, _, err = self.add(*arguments, name="other")
        self.assertIn(text, err)
        self.assertEqual((found, err.count("\n")), (status, 1), err)
        self.assertFalse((self.store / "other").exists())

    def test_a_broken_download_goes_on_where_it_stopped(self):
        self.state.breaks[WEIGHTS] = [50_000, 30_000]
        self.added("owner/model")
        starts = [wanted for server, wanted in self.asked(WEIGHTS) if server == "Storage"]
        self.assertEqual(starts, [None, "bytes=50000-", "bytes=80000-"])
        self.assertEqual(self.pauses, [])

    def test_a_download_goes_on_after_the_command_was_ended(self):
        content = (self.files / WEIGHTS).read_bytes()
        self.part().write_bytes(content[:70_000])
        self.added("owner/model")
        self.assertEqual(self.asked(WEIGHTS), [("Front", "bytes=70000-"), ("Storage", "bytes=70000-")])

    def test_what_is_whole_already_is_checked_and_taken(self):
        self.part().write_bytes((self.files / WEIGHTS).read_bytes())
        self.added("owner/model")
        self.assertEqual(len(self.asked(WEIGHTS)), 2)

    def test_a_server_without_ranges_sends_all_of_it_again(self):
        self.state.knows_ranges = False
        self.state.breaks[WEIGHTS] = [50_000]
        self.added("owner/model")
        self.assertEqual((self.store / "model" / "front.bin").read_bytes(), (built("base") / "front.bin").read_bytes())

    def test_what_an_earlier_run_left_of_another_file_is_thrown_away(self):
        self.part().write_bytes(bytes(70_000))
        status, out, _ = self.add("owner/model")
        self.assertEqual(status, 0)
        self.assertIn("what an earlier run left does not fit; fetching all of it", out)
        # Also when it is longer than the file, so that nothing lies behind it.
        self.part().write_bytes(bytes(900_000))
        self.added("owner/model", "--replace")

    def test_a_wrong_hash_is_refused_and_the_file_thrown_away(self):
        self.state.hashes[WEIGHTS] = "a" * 64
        self.refused(65, "/model.safetensors: what arrived has the hash", "owner/model")
        self.assertFalse(self.part().exists())
        self.state.hashes = {"config.json": "b" * 40}
        (self.downloads / "owner--model" / COMMIT / "config.json").unlink()
        self.refused(65, "/config.json: what arrived has the hash", "owner/model")

    def test_a_connection_that_brings_nothing_is_given_up(self):
        self.state.breaks[WEIGHTS] = [0] * 20
        self.refused(69, "cannot be reached (the connection ended early); check the network", "owner/model")
        self.assertEqual(self.pauses, [2, 4, 8])

    def test_a_busy_server_is_asked_again(self):
        self.state.failures = {"api": [(503, None)], WEIGHTS: [(429, None), (500, None)]}
        self.added("owner/model")
        self.assertEqual(self.pauses, [1, 2, 4])

    def test_nobody_there(self):
        self.server.close()
        with mock.patch.object(self.server, "close"):
            self.refused(69, "cannot be reached (", "owner/model")
        self.assertEqual(self.pauses, [])

    def test_no_such_model(self):
        self.refused(66, f"owner/nothing at main: there is no such model on {self.server.address}; check the name; if it is private, set HF_TOKEN", "owner/nothing")

    def test_a_gated_model_says_what_to_do(self):
        self.state.gated = True
        self.refused(77, "is gated: accept its terms on its page", "owner/model")
        with mock.patch.dict(os.environ, {"HF_TOKEN": "hf_secret"}):
            self.state.failures = {"config.json": [(403, "GatedRepo")]}
            self.refused(77, "the account of HF_TOKEN has not been let in", "owner/model")
            self.added("owner/model")

    def test_a_token_that_is_not_accepted(self):
        with mock.patch.dict(os.environ, {"HF_TOKEN": "hf_wrong"}):
            self.state.failures = {"api": [(401, None)]}
            self.refused(77, "the token in HF_TOKEN is not accepted", "owner/model")
            self.state.failures = {"api": [(403, None)]}
            self.refused(77, "the account of HF_TOKEN may not read it", "owner/model")

    def test_the_token_stays_with_the_hub(self):
        self.state.token = "hf_secret"
        self.refused(66, "there is no such model", "owner/model")
        self.state.requests.clear()
        with mock.patch.dict(os.environ, {"HF_TOKEN": "hf_secret"}):
            status, out, err = self.add("owner/model")
        self.assertEqual((status, err), (0, ""))
        seen = {(server, token) for server, _, _, token in self.state.requests}
        self.assertEqual(seen, {("Front", "Bearer hf_secret"), ("Storage", None)})
        written = out + "".join(path.read_text(errors="replace") for path in self.folder.rglob("*") if path.is_file())
        self.assertNotIn("hf_secret", written)

    def test_another_commit_in_the_middle_is_refused(self):
        self.state.answered_commit = "f" * 40
        self.refused(69, "the hub answers with commit ffffffffffff, expected 0123456789ab", "owner/model")

    def test_a_full_disk_is_said_so(self):
        # The part file is a device that is always full.
        self.part().symlink_to("/dev/full")
        self.refused(74, f"writing {self.part()} failed: no space is left", "owner/model")

    def test_too_little_room_is_seen_before(self):
        self.part()
        usage = mock.Mock(free=1000)
        with mock.patch("checkpoint.source.shutil.disk_usage", return_value=usage):
            self.refused(74, "config.json needs 0 MB, and 0 MB are free; make room", "owner/model")

    def test_an_unsupported_model_is_refused_before_its_weights_come(self):
        self.edit(self.files, "config.json", model_type="hubert")
        self.refused(65, 'model_type is "hubert"', "owner/model")
        self.assertEqual(self.asked(WEIGHTS), [])

    def test_addresses_that_are_none(self):
        self.refused(64, "'ftp://x' is not the address of a hub", "owner/model", "--hub", "ftp://x")
        self.refused(64, "--revision is for models of a hub", DATA / "base", "--revision", "main")


if __name__ == "__main__":
    unittest.main()
