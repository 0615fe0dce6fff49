"""What ffmpeg and the probe may open. The *content* of a file, not its name, picks the demuxer:
a playlist named `.mp4` would otherwise read other files, so formats are listed, not only protocols.
"""

PROTOCOLS = "file,pipe"
FORMATS = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,mxf,mpegts,mpeg,avi,wav,flac,mp3,aac,ogg,asf,dv"
MOST_STREAMS = 64
MOST_PIXELS = 37_748_736
"""Width × height: 8192 × 4608."""
LONGEST_SECONDS = 48 * 3600
