internal import Glibc

/// One line to standard output at once: `print` would keep it back when that is a file, and be lost with a killed process.
func say(_ line: String) {
    var bytes = Array((line + "\n").utf8)
    _ = write(1, &bytes, bytes.count)
}
