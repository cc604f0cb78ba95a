# How lit finds and runs the tests of proxc.

import os

import lit.formats

config.name = "proxc"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".mlir", ".prox", ".test", ".c", ".ll"]
config.excludes = ["Corpus", "Inputs", "Unit", "CMakeLists.txt", "lit.cfg.py"]
config.test_source_root = os.path.dirname(__file__)
config.test_exec_root = config.proxc_obj_root + "/test"

config.environment["PATH"] = os.pathsep.join(
    [config.proxc_tools_dir, config.llvm_tools_dir, os.environ["PATH"]]
)
config.environment["FILECHECK_OPTS"] = (
    "-enable-var-scope --allow-unused-prefixes=false"
)
# Runs must not depend on the machine's habits.
config.environment["LC_ALL"] = "C"
for name in ("PROXC_NUM_THREADS", "OMP_NUM_THREADS"):
    if name in os.environ:
        config.environment[name] = os.environ[name]

config.substitutions += [
    ("%proxc_src", config.proxc_src_root),
    ("%proxc_obj", config.proxc_obj_root),
    ("%proxc_include", config.proxc_src_root + "/include"),
    ("%proxc_lib", config.proxc_obj_root + "/lib"),
    ("%clangxx", config.clangxx),
    ("%clang", config.clang),
    # %exits STATUS COMMAND...: this very exit status, where `not` takes any.
    (
        "%exits",
        config.python + " " + config.test_source_root + "/Tools/proxc/Inputs/exits.py",
    ),
    ("%npy", config.test_source_root + "/Tools/proxc/Inputs/npy.py"),
    ("%png", config.test_source_root + "/Diagnostics/Inputs/write-png.py"),
    ("%python", config.python),
]

# Features that `REQUIRES:` may name.
if config.arm_gcc and config.qemu_arm:
    config.available_features.add("qemu-arm")
    config.substitutions += [
        ("%arm_gcc", config.arm_gcc),
        ("%qemu_arm", config.qemu_arm),
    ]
config.available_features.add(config.host_arch)
if config.sanitizers == "ON":
    config.available_features.add("sanitizers")
