@main
struct Probe {
    static func main() {
        print("usage: capture-probe allocations | record …")
    }
}
