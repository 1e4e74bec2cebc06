internal import ArgumentParser
internal import Subtitles

extension CaptionFormat: ExpressibleByArgument {}
