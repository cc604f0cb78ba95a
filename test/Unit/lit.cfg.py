# How lit finds and runs the GoogleTest programs.

import os

import lit.formats

config.name = "proxc-Unit"
config.test_format = lit.formats.GoogleTest("", "Tests")
config.suffixes = []
config.test_source_root = config.proxc_obj_root + "/test/Unit"
config.test_exec_root = config.test_source_root
config.environment["PATH"] = os.pathsep.join(
    [config.proxc_tools_dir, config.llvm_tools_dir, os.environ["PATH"]]
)
config.environment["LC_ALL"] = "C"
