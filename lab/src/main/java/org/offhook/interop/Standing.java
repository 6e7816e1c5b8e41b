package org.offhook.interop;

/** How a scenario stands today. */
enum Standing {
  /** Run against an endpoint, as written. */
  PASSES,
  /** Run against Offhook's registrar or through a proxy, by a test of its own. */
  ELSEWHERE,
  /** Its feature is still to come; what the endpoint answers today is checked. */
  LATER
}
