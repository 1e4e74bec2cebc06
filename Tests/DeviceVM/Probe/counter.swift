internal import Glibc

typealias Counter = @convention(c) () -> Int

/// One of the numbers of `call-counter.c`; nil where that is not preloaded.
func counter(_ name: String) -> Counter? {
    // SAFETY: the preloaded object defines these names with this signature.
    dlsym(nil, name).map { unsafeBitCast($0, to: Counter.self) }
}
