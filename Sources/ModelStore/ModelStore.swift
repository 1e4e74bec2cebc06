package import Foundation
private import Glibc

/// A user's own models, a folder each, beside those that are part of Taichu.
package struct ModelStore: Sendable {
    /// The folder that holds the models' folders. It need not be there yet.
    package let folder: URL
    /// Folders of what is built in.
    private let builtIn: [URL]

    /// - Parameters:
    ///   - folder: nil: `$TAICHU_MODEL_STORE`, else `${XDG_DATA_HOME:-~/.local/share}/taichu/models`.
    ///   - builtIn: folders of models that are part of Taichu; those without a manifest are not there.
    package init(
        folder: URL? = nil, builtIn: [URL] = [], environment: [String: String] = ProcessInfo.processInfo.environment
    ) {
        self.folder = folder ?? Self.usual(environment)
        self.builtIn = builtIn
    }

    private static func usual(_ environment: [String: String]) -> URL {
        func set(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        if let named = set("TAICHU_MODEL_STORE") { return URL(fileURLWithPath: named, isDirectory: true) }
        let data = set("XDG_DATA_HOME") ?? (set("HOME") ?? NSHomeDirectory()) + "/.local/share"
        return URL(fileURLWithPath: data + "/taichu/models", isDirectory: true)
    }

    /// Every model, what is built in first, then by name.
    package func models() throws(ModelStoreError) -> [InstalledModel] {
        builtInModels + (try added())
    }

    /// The model of this name.
    package func model(named text: String) throws(ModelStoreError) -> InstalledModel {
        let all = try models()
        if let found = all.first(where: { $0.name == text }) { return found }
        _ = try ModelName(text)
        let names = all.map(\.name)
        throw ModelStoreError(
            .unknown,
            "there is no model \"\(text)\"; "
                + (names.isEmpty ? "none is there" : "there \(names.count == 1 ? "is" : "are") \(names.joined(separator: ", "))") + " (`taichu models add` adds one)")
    }

    /// The folder that a model of this name has, or would have.
    package func folder(of name: ModelName) -> URL { folder.appending(path: name.description, directoryHint: .isDirectory) }

    /// Removes a model that was added and that nobody uses.
    package func remove(_ text: String) throws(ModelStoreError) {
        let model = try model(named: text)
        guard !model.isBuiltIn else {
            throw ModelStoreError(.notAllowed, "\(model.name) is part of Taichu and is not removed; `make clean-all` or `make uninstall` takes it away with everything else")
        }
        let descriptor = open(model.folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.refused(model.folder, errno) }
        defer { close(descriptor) }
        if flock(descriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK {
            throw ModelStoreError(.inUse, "\(model.name) is in use by a running taichud or taichu; end it, then remove the model")
        }
        // Under another name first: half a model must never be taken for one. A name that begins with a dot is no model's.
        let aside = folder.appending(path: ".part-removed-\(getpid())-\(model.name)")
        guard rename(model.folder.path, aside.path) == 0 else { throw Self.refused(model.folder, errno) }
        do {
            try FileManager.default.removeItem(at: aside)
        } catch {
            throw ModelStoreError(.unwritable, "\(model.name) is removed, but \(aside.path) stayed behind: \(error.localizedDescription); delete it by hand")
        }
    }

    private static func refused(_ folder: URL, _ status: Int32) -> ModelStoreError {
        let reason = String(cString: strerror(status))
        return ModelStoreError(
            status == EACCES || status == EPERM ? .notAllowed : .unwritable,
            "cannot remove \(folder.path): \(reason); remove it as the user who owns it")
    }

    private var builtInModels: [InstalledModel] {
        builtIn.compactMap { folder in
            guard FileManager.default.fileExists(atPath: folder.appending(path: "manifest.json").path) else { return nil }
            let manifest = ModelManifest(in: folder)
            return InstalledModel(name: manifest?.model ?? folder.lastPathComponent, folder: folder, isBuiltIn: true, manifest: manifest)
        }
    }

    private func added() throws(ModelStoreError) -> [InstalledModel] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        } catch CocoaError.fileReadNoSuchFile, CocoaError.fileNoSuchFile {
            return []
        } catch {
            let isForbidden = (error as? CocoaError)?.code == .fileReadNoPermission
            throw ModelStoreError(
                isForbidden ? .notAllowed : .unwritable,
                "cannot look into \(folder.path), where models are kept: \(error.localizedDescription); $TAICHU_MODEL_STORE names another folder")
        }
        return names.sorted().compactMap { name in
            guard let checked = try? ModelName(name) else { return nil }  // Unfinished work, or somebody else's file.
            let place = self.folder(of: checked)
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: place.path, isDirectory: &isFolder), isFolder.boolValue else { return nil }
            return InstalledModel(name: name, folder: place, isBuiltIn: false, manifest: ModelManifest(in: place))
        }
    }
}
