package peer

// maxFiles stands for the file limit where there is none, or none that matters.
const maxFiles = 1 << 20
