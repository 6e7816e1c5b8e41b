package org.offhook.interop;

/**
 * What went wrong with a call at the endpoint.
 *
 * @param callId whose; empty if it did not come to a call
 * @param cause what
 */
record Failure(String callId, Throwable cause) {}
