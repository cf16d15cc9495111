import Cameras

#if FOVEA_VIDEO
import Video
#endif

extension StreamOpener {
    /// Opens every kind of stream that this build can.
    static var all: StreamOpener {
        #if FOVEA_VIDEO
        StreamOpener { address, isPaced, patience throws(CameraError) in
            try VideoStream(address, isPaced: isPaced, patience)
        }
        #else
        StreamOpener()
        #endif
    }
}
