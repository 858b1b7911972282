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

/** The certificate of an intermediate authority, in PEM, valid for a hundred years. Its root is nowhere. */
export const INTERMEDIATE_PEM = [
  "-----BEGIN CERTIFICATE-----",
  "MIIBmTCCAT+gAwIBAgIUC5/6puUpjtnok0E0OJtg3EUqCh8wCgYIKoZIzj0EAwIw",
  "HDEaMBgGA1UEAwwRRXhhbXBsZSBhdXRob3JpdHkwIBcNMjYxMjAxMTIxNzIxWhgP",
  "MjEyNjExMDcxMjE3MjFaMBkxFzAVBgNVBAMMDkV4YW1wbGUgaXNzdWVyMFkwEwYH",
  "KoZIzj0CAQYIKoZIzj0DAQcDQgAER16kdzQQV+9La/4b6WnIorDY93Vjhdy/ugDR",
  "M3J6FJ9lpWwh6XcvM9fhNfoxZweWFhuqItE+rvg0hGGijkadyKNgMF4wDwYDVR0T",
  "AQH/BAUwAwEB/zALBgNVHQ8EBAMCAQYwHQYDVR0OBBYEFILiMJW7Z5d9EqnUZxm8",
  "hBl0dw7OMB8GA1UdIwQYMBaAFCcPKkSsliQLvA2sd3BJPBOLRpa/MAoGCCqGSM49",
  "BAMCA0gAMEUCIAv/AhygdlaQ+FMVfnYw/6AJ84KosOxy3DJ4JYd9Qz5bAiEAwNCc",
  "YKO1/PkhWRV7q+La0+OtuVNXfhIhcznO+NHrQr4=",
  "-----END CERTIFICATE-----",
  "",
].join("\n");
