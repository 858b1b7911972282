/** The certificate of an authority that is used for nothing else, in PEM, valid for a hundred years. */
export const AUTHORITY_PEM = [
  "-----BEGIN CERTIFICATE-----",
  "MIIBoDCCAUWgAwIBAgIUIji9eDYH/U2ljjic+rOzmJ8OVbUwCgYIKoZIzj0EAwIw",
  "HDEaMBgGA1UEAwwRRXhhbXBsZSBhdXRob3JpdHkwIBcNMjYxMTI5MjMwMzIzWhgP",
  "MjEyNjExMDUyMzAzMjNaMBwxGjAYBgNVBAMMEUV4YW1wbGUgYXV0aG9yaXR5MFkw",
  "EwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEqRT1lUIrlzCgkMFmAiFFna3g7DToFov+",
  "W+yHrqKVUg+7wYlra7MSaGbVnsO8mlgG7hzv+CvmVv3qzThEQ8vTSaNjMGEwHQYD",
  "VR0OBBYEFMzrjW/Xfs5QhWv9+G5XqfTTwhwsMB8GA1UdIwQYMBaAFMzrjW/Xfs5Q",
  "hWv9+G5XqfTTwhwsMA8GA1UdEwEB/wQFMAMBAf8wDgYDVR0PAQH/BAQDAgEGMAoG",
  "CCqGSM49BAMCA0kAMEYCIQD2EW4RIjHgQGzPc6zQwBmqKUGwW37xee2UPobyMNeK",
  "TwIhAMKSN2QYk32hPchEWoiwP7fNgv5QHRnY8sTZsCwW0QzX",
  "-----END CERTIFICATE-----",
  "",
].join("\n");
