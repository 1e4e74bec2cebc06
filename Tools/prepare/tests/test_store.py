"""The folder of models: whole ones or none, whatever happens."""

import json
import os
import resource
import signal
import subprocess
import sys
import unittest
from unittest import mock

from support import DATA, PREPARE, CheckpointCase, run

import checkpoint.add


class Store(CheckpointCase):
    def test_a_name_that_is_taken_stays_as_it_is(self):
        model = self.added(DATA / "base")
        before = (model / "manifest.json").read_bytes()
        status, _, err = self.add(DATA / "large")
        self.assertEqual(status, 73)
        self.assertIn(f"{model}: there is a model of this name already; take another name, or add --replace", err)
        self.assertEqual((model / "manifest.json").read_bytes(), before)

    def test_a_model_is_replaced_whole(self):
        model = self.added(DATA / "base")
        held = (model / "encoder.bin").open("rb")
        self.addCleanup(held.close)
        before = (model / "encoder.bin").read_bytes()
        self.added(DATA / "large", "--replace")
        self.assertEqual(json.loads((model / "manifest.json").read_text())["config"]["front_norm"], "layer")
        # Whoever has the old file open (a daemon has it mapped) still sees the old one.
        self.assertEqual(held.read(), before)
        self.assertEqual(sorted(path.name for path in self.store.iterdir()), [".lock", "model"])

    def test_a_replacement_that_fails_leaves_the_old_model(self):
        model = self.added(DATA / "base")
        before = {path.name: path.read_bytes() for path in model.iterdir()}
        with mock.patch.object(checkpoint.add, "try_out", side_effect=OSError(28, "No space left on device", "encoder.bin")):
            status, _, err = self.add(DATA / "large", "--replace")
        self.assertEqual((status, err), (74, "models add: writing encoder.bin failed: no space is left; make room or give another folder, then run the same command again\n"))
        self.assertEqual({path.name: path.read_bytes() for path in model.iterdir()}, before)
        self.assertEqual(sorted(path.name for path in self.store.iterdir()), [".lock", "model"])

    def test_names_that_could_lead_elsewhere_are_refused(self):
        for name in ("../model", ".model", "", "a/b", "a" * 65, "模型"):
            status, _, err = self.add(DATA / "base", name=name)
            self.assertEqual(status, 64, name)
            self.assertIn("cannot be a model's name", err)
        self.assertFalse(self.store.exists())

    def test_the_command_line(self):
        self.assertEqual(run()[0], 64)
        status, _, err = run(DATA / "base", "--name", "a", "--store", self.store, "--weights", "int4")
        self.assertEqual(status, 64)
        self.assertIn("invalid choice: 'int4'", err)

    def test_a_store_that_cannot_be_made(self):
        (self.folder / "file").write_text("")
        self.store = self.folder / "file" / "store"
        status, _, err = self.add(DATA / "base")
        self.assertEqual(status, 73)
        self.assertIn("cannot be written to", err)

    def test_graphs_that_were_cut_off_are_not_taken(self):
        save = checkpoint.add.ov.save_model

        def cut(model, path, **options):
            save(model, path, **options)
            weights = path.with_suffix(".bin")
            os.truncate(weights, weights.stat().st_size // 2)

        with mock.patch.object(checkpoint.add.ov, "save_model", cut):
            self.refused(74, "the written graphs cannot be used", DATA / "base")

    def test_a_disk_that_fills_up_while_the_graphs_are_written(self):
        # A limit on the size of files stands for it.
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        self.addCleanup(resource.setrlimit, resource.RLIMIT_FSIZE, (soft, hard))
        resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, hard))
        self.refused(74, f"{self.store}: writing encoder.xml failed", DATA / "base")

    def test_a_mistake_of_ours_is_one_line_too(self):
        with mock.patch.object(checkpoint.add.graphs, "encoder", side_effect=KeyError("no such tensor")):
            self.refused(70, "a mistake of Taichu's own in ", DATA / "base")

    def test_a_command_that_is_ended_in_the_middle_leaves_nothing(self):
        # The marked line is printed when the new folder is there already; the pipe holds the command at it.
        command = [sys.executable, "-B", PREPARE / "add_checkpoint.py", DATA / "base", "--name", "model", "--store", self.store]
        for number, code in ((signal.SIGTERM, 128 + signal.SIGTERM), (signal.SIGKILL, -signal.SIGKILL)):
            with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
                for line in process.stdout:
                    if "building the graphs" in line:
                        process.send_signal(number)
                        break
                process.wait()
            self.assertEqual(process.returncode, code)
            self.assertFalse((self.store / "model").exists())
        # What a kill leaves has a name with a dot, and goes with the next command.
        self.assertEqual(len(list(self.store.glob(".part-*"))), 1)
        self.added(DATA / "base")
        self.assertEqual(sorted(path.name for path in self.store.iterdir()), [".lock", "model"])


if __name__ == "__main__":
    unittest.main()
