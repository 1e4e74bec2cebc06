import Foundation
import Support
import Testing
import Wire

/// The page as a person sees it: in a real browser, with a real server behind it.
@Suite(.serialized, .timeLimit(.minutes(10))) struct BrowserTests {
    static let person = SceneObject(
        id: 4, label: "person", score: 0.9, place: ObjectPlace(box: RelativeBox(x: 0.1, y: 0.2, width: 0.3, height: 0.7), zones: ["door"], posture: [.standing]), near: [9],
        firstSeen: 1)
    static let chair = SceneObject(id: 9, label: "chair", score: 0.8, place: ObjectPlace(box: RelativeBox(x: 0.5, y: 0.5, width: 0.25, height: 0.4)), firstSeen: 1)
    static let scene = SceneReport(
        track: "desk", revision: 0, at: 1, objects: [person, chair], counts: ["person": 1, "chair": 1],
        words: [
            SceneWords(
                language: "en", text: "A person stands near a chair. Nobody sits.",
                claims: [SceneClaim(text: "A person stands near a chair.", ids: [4, 9]), SceneClaim(text: " Nobody sits.", ids: [])]),
            SceneWords(language: "zh", text: "椅子旁边站着一个人。", claims: [SceneClaim(text: "椅子旁边站着一个人。", ids: [4, 9])]),
        ])

    @Test func whatIsSaidAndSeenStandsOnThePage() async throws {
        try await ServedPage.whileServing { served in
            let browser = try Browser()
            let tab = try await browser.open(served.address)
            try await tab.waits(for: "document.getElementById('state').dataset.state === 'live'")
            #expect(try await tab.text(of: "document.getElementById('no-camera').innerText") != "")

            served.publish(.captionPartial(caption(0, "it was the best", stable: 2)))
            try await tab.waits(for: "document.querySelector('#open .unsure')?.innerText === 'the best'")
            #expect(try await tab.text(of: "document.querySelector('#open .sure').innerText.trim()") == "it was")
            let colours = "[...document.querySelectorAll('#open span:not(.who)')].map(part => getComputedStyle(part).color)"
            #expect(try await tab.value(of: "new Set(\(colours)).size") as? Int == 2, "words that may change look like those that stay")

            // Nothing that is said becomes markup.
            let hostile = "It was <img src=x onerror=document.title='hit'><b>the best</b> of times."
            served.publish(.captionFinal(caption(0, hostile, pass: .second, revision: 1)))
            try await tab.waits(for: "document.querySelector('#finals .line')?.innerText.includes('of times.')")
            #expect(try await tab.text(of: "document.querySelector('#finals .sure').textContent") == hostile)
            #expect(try await tab.value(of: "document.querySelectorAll('#finals img, #finals b, #open > *').length") as? Int == 0)
            #expect(try await tab.text(of: "document.getElementById('finals').getAttribute('aria-live')") == "polite")

            served.publish(.scene(Self.scene))
            try await tab.waits(for: "document.querySelector('.sentence')?.innerText === 'A person stands near a chair. Nobody sits.'")
            #expect(try await tab.text(of: "document.getElementById('list').innerText").contains("standing · in “door” · near chair 9"))
            try await tab.waits(for: "document.querySelectorAll('.box').length === 2")
            // Each box lies where it was found, to a pixel.
            for thing in [Self.person, Self.chair] {
                let corners = """
                    (() => { const stage = document.querySelector('.stage').getBoundingClientRect(), box = document.querySelector('.box[data-id="\(thing.id)"]').getBoundingClientRect();
                      return [(box.left - stage.left) - stage.width * \(thing.place.box.x), (box.top - stage.top) - stage.height * \(thing.place.box.y),
                              box.width - stage.width * \(thing.place.box.width), box.height - stage.height * \(thing.place.box.height)].every(off => Math.abs(off) <= 1) })()
                    """
                #expect(try await tab.value(of: corners) as? Bool == true, "\(thing.label)")
            }

            served.publish(.objectLeave(ObjectPresence(track: "desk", id: 9, label: "chair", score: 0.8, place: Self.chair.place, at: 3, firstSeen: 1, lastSeen: 2)))
            try await tab.waits(for: "document.querySelectorAll('.box').length === 1 && document.querySelectorAll('#list li').length === 1")
        }
    }

    @Test func theLivePictureHasBoxesOverItAndIsMadeOnlyForWhoLooks() async throws {
        try await ServedPage.whileServing { served in
            let browser = try Browser()
            let painter = try await browser.open("about:blank")
            func picture(_ colour: String, _ number: UInt64) async throws -> EventBody {
                let painted = """
                    (async () => { const canvas = new OffscreenCanvas(64, 48), context = canvas.getContext("2d"); context.fillStyle = "\(colour)"; context.fillRect(0, 0, 64, 48);
                      const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: "image/jpeg" })).arrayBuffer()); return btoa(String.fromCharCode(...bytes)); })()
                    """
                return .cameraFrame(CameraFrame(track: "desk", number: number, at: 1, width: 64, height: 48, jpeg: try await painter.text(of: painted)))
            }
            let tab = try await browser.open(served.address)
            try await served.waits(untilHeard: "object.tracks")
            #expect(!served.isHeard("attention") && !served.isHeard("camera.frame"))
            let camera = Health.Camera(track: "desk", source: "/dev/video0", state: "connected")
            served.publish(.health(Health(profile: "room", uptime: 1, cpu: 1, resident: 1, clients: 1, tracks: [], cameras: [camera], passes: [])))
            try await tab.waits(for: "document.getElementById('state').innerText === 'Live, profile room'")
            try await served.waits(untilHeard: "camera.frame")
            // Each frame is seen when it comes, not when the next one does.
            for (number, (colour, channel)) in [("#f00", 0), ("#0f0", 1), ("#00f", 2)].enumerated() {
                served.publish(try await picture(colour, UInt64(number)))
                try await tab.waits(
                    for: """
                        (() => { const image = document.querySelector('.stage img'); if (!image?.naturalWidth) return false;
                          const context = new OffscreenCanvas(1, 1).getContext('2d'); context.drawImage(image, 0, 0, 1, 1);
                          const pixel = context.getImageData(0, 0, 1, 1).data; return pixel[\(channel)] > 200 && pixel[(\(channel) + 1) % 3] < 60; })()
                        """)
            }
            try await tab.waits(for: "document.querySelector('.stage .note').hidden && Math.abs(document.querySelector('.stage').clientWidth / document.querySelector('.stage').clientHeight - 4 / 3) < 0.01")

            for left in [0.1, 0.6] {
                let box = RelativeBox(x: left, y: 0.25, width: 0.2, height: 0.5)
                served.publish(.objectTracks(ObjectTracks(track: "desk", number: 1, at: 1, objects: [.init(id: 3, label: "cup", score: 0.9, box: box)])))
                try await tab.waits(for: "document.querySelector('.box[data-id=\"3\"]')?.style.left === '\(Int(left * 100))%'")
                #expect(try await tab.text(of: "document.querySelector('.box').innerText") == "cup 3")
            }
            served.publish(.objectTracks(ObjectTracks(track: "desk", number: 2, at: 1, objects: [])))
            try await tab.waits(for: "document.querySelectorAll('.box').length === 0")

            _ = try await tab.value(of: "document.getElementById('show-heat').click()")
            try await served.waits(untilHeard: "attention")
            let values = Data((0..<256).map { UInt8($0) }).base64EncodedString()
            served.publish(.attention(Attention(track: "desk", number: 3, at: 1, columns: 16, rows: 16, values: values)))
            try await tab.waits(for: "!document.querySelector('.heat').hidden && document.querySelector('.heat').getContext('2d').getImageData(15, 15, 1, 1).data[3] === 255")
            #expect(try await tab.value(of: "document.querySelector('.heat').getContext('2d').getImageData(0, 8, 1, 1).data[3]") as? Int == 128)
            _ = try await tab.value(of: "for (const id of ['show-heat', 'show-picture']) document.getElementById(id).click()")
            try await served.waits(untilHeard: "attention", false)
            try await served.waits(untilHeard: "camera.frame", false)

            // A camera that goes says so where its picture was.
            served.publish(.device(DeviceChange(track: "desk", state: .lost, detail: "unplugged; next try in 1 s")))
            try await tab.waits(for: "document.querySelector('.stage .note').checkVisibility() && document.querySelector('.stage .note').innerText === 'desk is away: unplugged; next try in 1 s'")
        }
    }

    @Test func thePageFitsAPhoneADeskAndAWall() async throws {
        try await ServedPage.whileServing { served in
            served.publish(.scene(Self.scene))
            for segment in 0..<20 { served.publish(.captionFinal(caption(segment, "A sentence of some length, so that on a telephone it needs two lines.", pass: .second))) }
            let browser = try Browser()
            for (width, height) in [(360, 740), (1280, 800), (1920, 1080)] {
                let tab = try await browser.open(served.address, width: width, height: height)
                for scheme in ["light", "dark"] {
                    // Without motion no colour is on its way to another one.
                    let wishes = [["name": "prefers-color-scheme", "value": scheme], ["name": "prefers-reduced-motion", "value": "reduce"]]
                    _ = try await tab.call("Emulation.setEmulatedMedia", ["features": wishes])
                    try await tab.waits(for: "document.querySelectorAll('#finals .line').length === 20 && document.querySelectorAll('.box').length === 2")
                    #expect(try await tab.value(of: "document.documentElement.scrollWidth <= innerWidth") as? Bool == true, "\(width) pixels are too narrow")
                    // The newest caption is in sight.
                    #expect(try await tab.value(of: "(t => t.scrollHeight - t.scrollTop - t.clientHeight < 2)(document.getElementById('transcript'))") as? Bool == true)
                    #expect(try await tab.value(of: Self.lowestContrast) as? Double ?? 0 >= 4.5, "\(scheme) at \(width)")
                }
            }
        }
    }

    /// WCAG 2.2's contrast of every text that is seen to the ground that it stands on.
    private static let lowestContrast = """
        (() => {
          const parse = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
          const light = (colour) => parse(colour).slice(0, 3).map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4).reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
          const ground = (node) => { for (; node; node = node.parentElement) { const c = getComputedStyle(node).backgroundColor, p = parse(c); if (p.length < 4 || p[3] === 1) return c; } return "rgb(255, 255, 255)"; };
          const texts = [...document.querySelectorAll("body *")].filter((node) => node.checkVisibility() && [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim()));
          return Math.min(...texts.map((node) => { const [a, b] = [light(getComputedStyle(node).color), light(ground(node))].sort((x, y) => y - x); return (a + 0.05) / (b + 0.05); }));
        })()
        """

    @Test func captionsAloneStandOnATransparentGround() async throws {
        try await ServedPage.whileServing { served in
            let browser = try Browser()
            let tab = try await browser.open(served.address + "&captions", width: 1280, height: 360)
            try await tab.waits(for: "document.getElementById('overlay').dataset.state === 'live'")
            let long = "A long sentence that goes on and on, so that it needs more than the two lines that there are on the screen, and then it goes on still further to its end."
            served.publish(.captionFinal(caption(0, long, pass: .second)))
            served.publish(.captionPartial(caption(1, "and now this", stable: 1)))
            try await tab.waits(for: "document.querySelector('#overlay .line:last-child .unsure')?.innerText === 'now this'")
            #expect(try await tab.value(of: "[...document.querySelectorAll('header, main')].some(part => part.checkVisibility())") as? Bool == false)
            #expect(try await tab.value(of: "(o => Math.round(o.clientHeight / parseFloat(getComputedStyle(o).lineHeight)))(document.getElementById('overlay'))") as? Int == 2)

            // What OBS composes: nothing but the words covers what is below.
            let picture = try await tab.screenshot().base64EncodedString()
            let plain = try await browser.open("about:blank")
            let counted = """
                fetch("data:image/png;base64,\(picture)").then(answer => answer.blob()).then(createImageBitmap).then(picture => {
                  const canvas = new OffscreenCanvas(picture.width, picture.height), context = canvas.getContext("2d");
                  context.drawImage(picture, 0, 0);
                  const alpha = (x, y, width, height) => { const data = context.getImageData(x, y, width, height).data; let sum = 0; for (let i = 3; i < data.length; i += 4) sum += data[i]; return sum / 255; };
                  return [alpha(0, 0, 1280, 150), alpha(0, 150, 1280, 210)];
                })
                """
            let covered = try await plain.value(of: counted) as? [Double] ?? []
            try #require(covered.count == 2)
            #expect(covered[0] == 0 && covered[1] > 2000 && covered[1] < 1280 * 210 / 2, "\(covered)")

            // Its users' style sheets come in as an element of the page.
            _ = try await tab.value(of: "(s => { s.textContent = ':root { --caption-size: 20px; --caption-color: rgb(255, 255, 0); }'; document.head.append(s); })(document.createElement('style'))")
            #expect(try await tab.text(of: "getComputedStyle(document.getElementById('overlay')).fontSize") == "20px")
            #expect(try await tab.text(of: "getComputedStyle(document.querySelector('#overlay .sure')).color") == "rgb(255, 255, 0)")
        }
    }

    @Test func withoutTheTokenABrowserSeesNothing() async throws {
        try await ServedPage.whileServing { served in
            let browser = try Browser()
            let tab = try await browser.open("http://127.0.0.1:\(served.port)/?token=0123456789abcdef0123456789abcdef")
            try await tab.waits(for: "document.readyState === 'complete' && document.body.innerText.length > 0")
            #expect(try await tab.text(of: "document.body.innerText.trim()") == "403 Forbidden")
            #expect(try await tab.value(of: "performance.getEntriesByType('navigation')[0].responseStatus") as? Int == 403)
        }
    }

    @Test func aDaemonThatGoesIsToldAndTheNextOneIsHeard() async throws {
        try await ServedPage.whileServing(withDaemon: false) { served in
            let browser = try Browser()
            let tab = try await browser.open(served.address)
            try await tab.waits(for: "document.getElementById('state').innerText.startsWith('No daemon answers')")
            try await served.startDaemon()
            served.publish(.scene(Self.scene))
            served.publish(.captionPartial(caption(0, "never finished")))
            try await tab.waits(for: "document.querySelectorAll('.camera').length === 1 && document.getElementById('open').innerText === 'never finished'")
            await served.endDaemon()
            try await tab.waits(for: "document.getElementById('state').dataset.state === 'gone'")
            try await served.startDaemon(start: 2_000_000_000)
            served.publish(.captionFinal(caption(0, "Here again.", pass: .second)))
            try await tab.waits(for: "document.getElementById('finals').innerText.includes('Here again.')")
            // What was open, and what was there, was the other daemon's.
            #expect(try await tab.value(of: "document.querySelectorAll('.camera, #open > *').length") as? Int == 0)
            #expect(try await tab.text(of: "document.getElementById('state').dataset.state") == "live")
        }
    }
}
