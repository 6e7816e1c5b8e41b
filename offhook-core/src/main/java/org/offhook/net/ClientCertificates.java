package org.offhook.net;

/** What a listener asks of those who connect (RFC 8446 §4.3.2): mutual TLS. */
public enum ClientCertificates {
  /** No certificate. */
  NONE,
  /** A certificate, if the client has one; one that is shown must be valid. */
  WANT,
  /** A valid certificate; without it the connection is closed. */
  NEED
}
