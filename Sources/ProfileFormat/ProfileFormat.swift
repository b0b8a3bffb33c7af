// ProfileFormat
