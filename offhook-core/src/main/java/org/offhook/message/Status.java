package org.offhook.message;

import org.jspecify.annotations.Nullable;

/**
 * The status of a response: RFC 3261 sections 7.2 and 21. Open to new codes; equal by code alone,
 * since decisions use the code only.
 */
public final class Status {
  private static final Status[] KNOWN = new Status[700];

  /** 100 Trying. */
  public static final Status TRYING = known(100, "Trying");

  /** 180 Ringing. */
  public static final Status RINGING = known(180, "Ringing");

  /** 181 Call Is Being Forwarded. */
  public static final Status CALL_IS_BEING_FORWARDED = known(181, "Call Is Being Forwarded");

  /** 182 Queued. */
  public static final Status QUEUED = known(182, "Queued");

  /** 183 Session Progress. */
  public static final Status SESSION_PROGRESS = known(183, "Session Progress");

  /** 199 Early Dialog Terminated. */
  public static final Status EARLY_DIALOG_TERMINATED = known(199, "Early Dialog Terminated");

  /** 200 OK. */
  public static final Status OK = known(200, "OK");

  /** 202 Accepted. */
  public static final Status ACCEPTED = known(202, "Accepted");

  /** 204 No Notification. */
  public static final Status NO_NOTIFICATION = known(204, "No Notification");

  /** 300 Multiple Choices. */
  public static final Status MULTIPLE_CHOICES = known(300, "Multiple Choices");

  /** 301 Moved Permanently. */
  public static final Status MOVED_PERMANENTLY = known(301, "Moved Permanently");

  /** 302 Moved Temporarily. */
  public static final Status MOVED_TEMPORARILY = known(302, "Moved Temporarily");

  /** 305 Use Proxy. */
  public static final Status USE_PROXY = known(305, "Use Proxy");

  /** 380 Alternative Service. */
  public static final Status ALTERNATIVE_SERVICE = known(380, "Alternative Service");

  /** 400 Bad Request. */
  public static final Status BAD_REQUEST = known(400, "Bad Request");

  /** 401 Unauthorized. */
  public static final Status UNAUTHORIZED = known(401, "Unauthorized");

  /** 402 Payment Required. */
  public static final Status PAYMENT_REQUIRED = known(402, "Payment Required");

  /** 403 Forbidden. */
  public static final Status FORBIDDEN = known(403, "Forbidden");

  /** 404 Not Found. */
  public static final Status NOT_FOUND = known(404, "Not Found");

  /** 405 Method Not Allowed. */
  public static final Status METHOD_NOT_ALLOWED = known(405, "Method Not Allowed");

  /** 406 Not Acceptable. */
  public static final Status NOT_ACCEPTABLE = known(406, "Not Acceptable");

  /** 407 Proxy Authentication Required. */
  public static final Status PROXY_AUTHENTICATION_REQUIRED =
      known(407, "Proxy Authentication Required");

  /** 408 Request Timeout. */
  public static final Status REQUEST_TIMEOUT = known(408, "Request Timeout");

  /** 410 Gone. */
  public static final Status GONE = known(410, "Gone");

  /** 412 Conditional Request Failed. */
  public static final Status CONDITIONAL_REQUEST_FAILED = known(412, "Conditional Request Failed");

  /** 413 Request Entity Too Large. */
  public static final Status REQUEST_ENTITY_TOO_LARGE = known(413, "Request Entity Too Large");

  /** 414 Request-URI Too Long. */
  public static final Status REQUEST_URI_TOO_LONG = known(414, "Request-URI Too Long");

  /** 415 Unsupported Media Type. */
  public static final Status UNSUPPORTED_MEDIA_TYPE = known(415, "Unsupported Media Type");

  /** 416 Unsupported URI Scheme. */
  public static final Status UNSUPPORTED_URI_SCHEME = known(416, "Unsupported URI Scheme");

  /** 417 Unknown Resource-Priority. */
  public static final Status UNKNOWN_RESOURCE_PRIORITY = known(417, "Unknown Resource-Priority");

  /** 420 Bad Extension. */
  public static final Status BAD_EXTENSION = known(420, "Bad Extension");

  /** 421 Extension Required. */
  public static final Status EXTENSION_REQUIRED = known(421, "Extension Required");

  /** 422 Session Interval Too Small. */
  public static final Status SESSION_INTERVAL_TOO_SMALL = known(422, "Session Interval Too Small");

  /** 423 Interval Too Brief. */
  public static final Status INTERVAL_TOO_BRIEF = known(423, "Interval Too Brief");

  /** 424 Bad Location Information. */
  public static final Status BAD_LOCATION_INFORMATION = known(424, "Bad Location Information");

  /** 428 Use Identity Header. */
  public static final Status USE_IDENTITY_HEADER = known(428, "Use Identity Header");

  /** 429 Provide Referrer Identity. */
  public static final Status PROVIDE_REFERRER_IDENTITY = known(429, "Provide Referrer Identity");

  /** 430 Flow Failed. */
  public static final Status FLOW_FAILED = known(430, "Flow Failed");

  /** 433 Anonymity Disallowed. */
  public static final Status ANONYMITY_DISALLOWED = known(433, "Anonymity Disallowed");

  /** 436 Bad Identity Info. */
  public static final Status BAD_IDENTITY_INFO = known(436, "Bad Identity Info");

  /** 437 Unsupported Credential. */
  public static final Status UNSUPPORTED_CREDENTIAL = known(437, "Unsupported Credential");

  /** 438 Invalid Identity Header. */
  public static final Status INVALID_IDENTITY_HEADER = known(438, "Invalid Identity Header");

  /** 439 First Hop Lacks Outbound Support. */
  public static final Status FIRST_HOP_LACKS_OUTBOUND_SUPPORT =
      known(439, "First Hop Lacks Outbound Support");

  /** 440 Max-Breadth Exceeded. */
  public static final Status MAX_BREADTH_EXCEEDED = known(440, "Max-Breadth Exceeded");

  /** 469 Bad Info Package. */
  public static final Status BAD_INFO_PACKAGE = known(469, "Bad Info Package");

  /** 470 Consent Needed. */
  public static final Status CONSENT_NEEDED = known(470, "Consent Needed");

  /** 480 Temporarily Unavailable. */
  public static final Status TEMPORARILY_UNAVAILABLE = known(480, "Temporarily Unavailable");

  /** 481 Call/Transaction Does Not Exist. */
  public static final Status CALL_TRANSACTION_DOES_NOT_EXIST =
      known(481, "Call/Transaction Does Not Exist");

  /** 482 Loop Detected. */
  public static final Status LOOP_DETECTED = known(482, "Loop Detected");

  /** 483 Too Many Hops. */
  public static final Status TOO_MANY_HOPS = known(483, "Too Many Hops");

  /** 484 Address Incomplete. */
  public static final Status ADDRESS_INCOMPLETE = known(484, "Address Incomplete");

  /** 485 Ambiguous. */
  public static final Status AMBIGUOUS = known(485, "Ambiguous");

  /** 486 Busy Here. */
  public static final Status BUSY_HERE = known(486, "Busy Here");

  /** 487 Request Terminated. */
  public static final Status REQUEST_TERMINATED = known(487, "Request Terminated");

  /** 488 Not Acceptable Here. */
  public static final Status NOT_ACCEPTABLE_HERE = known(488, "Not Acceptable Here");

  /** 489 Bad Event. */
  public static final Status BAD_EVENT = known(489, "Bad Event");

  /** 491 Request Pending. */
  public static final Status REQUEST_PENDING = known(491, "Request Pending");

  /** 493 Undecipherable. */
  public static final Status UNDECIPHERABLE = known(493, "Undecipherable");

  /** 494 Security Agreement Required. */
  public static final Status SECURITY_AGREEMENT_REQUIRED =
      known(494, "Security Agreement Required");

  /** 500 Server Internal Error. */
  public static final Status SERVER_INTERNAL_ERROR = known(500, "Server Internal Error");

  /** 501 Not Implemented. */
  public static final Status NOT_IMPLEMENTED = known(501, "Not Implemented");

  /** 502 Bad Gateway. */
  public static final Status BAD_GATEWAY = known(502, "Bad Gateway");

  /** 503 Service Unavailable. */
  public static final Status SERVICE_UNAVAILABLE = known(503, "Service Unavailable");

  /** 504 Server Time-out. */
  public static final Status SERVER_TIME_OUT = known(504, "Server Time-out");

  /** 505 Version Not Supported. */
  public static final Status VERSION_NOT_SUPPORTED = known(505, "Version Not Supported");

  /** 513 Message Too Large. */
  public static final Status MESSAGE_TOO_LARGE = known(513, "Message Too Large");

  /** 580 Precondition Failure. */
  public static final Status PRECONDITION_FAILURE = known(580, "Precondition Failure");

  /** 600 Busy Everywhere. */
  public static final Status BUSY_EVERYWHERE = known(600, "Busy Everywhere");

  /** 603 Decline. */
  public static final Status DECLINE = known(603, "Decline");

  /** 604 Does Not Exist Anywhere. */
  public static final Status DOES_NOT_EXIST_ANYWHERE = known(604, "Does Not Exist Anywhere");

  /** 606 Not Acceptable. */
  public static final Status NOT_ACCEPTABLE_ANYWHERE = known(606, "Not Acceptable");

  /** 607 Unwanted. */
  public static final Status UNWANTED = known(607, "Unwanted");

  /** 608 Rejected. */
  public static final Status REJECTED = known(608, "Rejected");

  private final int code;
  private final String reason;

  private Status(int code, String reason) {
    this.code = code;
    this.reason = reason;
  }

  private static Status known(int code, String reason) {
    Status status = new Status(code, reason);
    KNOWN[code] = status;
    return status;
  }

  /**
   * The status of this code with its usual reason phrase.
   *
   * @throws IllegalArgumentException if the code is not within 100 to 699
   */
  public static Status of(int code) {
    if (code < 100 || code > 699) {
      throw new IllegalArgumentException("status code is not within 100 to 699: " + code);
    }
    Status known = KNOWN[code];
    return known != null ? known : new Status(code, equivalent(code).reason);
  }

  /** The status of this code with another reason phrase. */
  public static Status of(int code, String reason) {
    Status status = of(code);
    return status.reason.equals(reason)
        ? status
        : new Status(code, Ascii.checked("reason phrase", reason));
  }

  /** A status as a peer sent it, or with a phrase made of constant words. */
  static Status received(int code, String reason) {
    return new Status(code, reason);
  }

  private static Status equivalent(int code) {
    return switch (code / 100) {
      case 1 -> code == 100 ? TRYING : SESSION_PROGRESS;
      case 2 -> OK;
      case 3 -> MULTIPLE_CHOICES;
      case 4 -> BAD_REQUEST;
      case 5 -> SERVER_INTERNAL_ERROR;
      default -> BUSY_EVERYWHERE;
    };
  }

  /** What to treat this status as: itself if known, else 183 or x00 (section 8.1.3.2). */
  public Status equivalent() {
    return KNOWN[code] != null ? this : equivalent(code);
  }

  /** The code, 100 to 699. */
  public int code() {
    return code;
  }

  /** The reason phrase: words for people, never for decisions. */
  public String reason() {
    return reason;
  }

  /** 1xx. */
  public boolean isProvisional() {
    return code < 200;
  }

  /** 200 to 699. */
  public boolean isFinal() {
    return code >= 200;
  }

  /** 2xx. */
  public boolean isSuccess() {
    return code / 100 == 2;
  }

  /** 3xx. */
  public boolean isRedirect() {
    return code / 100 == 3;
  }

  /** 4xx, 5xx or 6xx. */
  public boolean isFailure() {
    return code >= 400;
  }

  /** 6xx: nobody else need be asked. */
  public boolean isGlobalFailure() {
    return code >= 600;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Status that && code == that.code;
  }

  @Override
  public int hashCode() {
    return code;
  }

  /** Code and reason phrase. */
  @Override
  public String toString() {
    return code + " " + reason;
  }
}
