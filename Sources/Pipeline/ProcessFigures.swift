private import CLinux
private import Foundation
private import Glibc

/// What the kernel says of this process.
enum ProcessFigures {
    /// CPU seconds used so far, user and system, all threads.
    static var cpuSeconds: Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }

    /// CPU seconds used so far by the calling thread.
    static var threadSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// Keeps the heap in one piece: to be called before threads are made. The runtime's blocks come and go on several threads, and
    /// an arena for each would keep its own share of them. Large blocks lie outside the heap and go back to the system when they are freed:
    /// by default the bound moves up to what was freed last, 32 MB at most, and the holes of one shape's buffers wait for the next. That was
    /// 300 MB of 780.
    static func keepHeapTogether() {
        _ = taichu_limit_arenas(1)
        _ = taichu_map_blocks_from(256 * 1024)
    }

    /// Gives back to the system what loading models left over.
    static func trimHeap() { taichu_trim_heap() }

    /// Resident bytes; 0 where `/proc` cannot be read.
    static var residentBytes: Int {
        guard let data = FileManager.default.contents(atPath: "/proc/self/statm") else { return 0 }
        let fields = String(decoding: data, as: UTF8.self).split(separator: " ")
        return fields.count > 1 ? (Int(fields[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))) : 0
    }
}
