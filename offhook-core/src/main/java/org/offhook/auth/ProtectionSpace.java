package org.offhook.auth;

/**
 * A realm and who guards it: the server (401, Authorization) or a proxy (407, Proxy-Authorization),
 * RFC 3261 §22.2 and §22.3.
 */
record ProtectionSpace(boolean proxy, String realm) {}
