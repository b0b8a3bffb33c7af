// The hidden command of `onhook` alone, for the tests of this part.
import ScreenPicture

ScreenPictureProgram.run()
