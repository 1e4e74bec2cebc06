/// What speaks for a module.
package protocol ModuleEngine: Sendable {
    /// Does what an action asks for and returns soon; tells with `report`, from wherever, what comes of it. `quit` is the last.
    func perform(_ action: ModuleAction, report: @escaping @Sendable (ModuleEvent) -> Void)
}
