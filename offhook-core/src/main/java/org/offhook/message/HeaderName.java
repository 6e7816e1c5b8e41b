package org.offhook.message;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The name of a header field and the type of its values: RFC 3261 sections 7.3.1 and 20.
 *
 * <p>Names compare without regard to case. The constants stand for the long names; a compact form
 * is the same name.
 *
 * @param <T> the type of one value
 */
public final class HeaderName<T> {
  /** The id of every name that has no constant here. */
  static final int UNKNOWN = 255;

  private static final int NOT_CONSTANT = 256;
  private static final List<HeaderName<?>> KNOWN = new ArrayList<>();

  /** Accept. */
  public static final HeaderName<MediaType> ACCEPT =
      known("Accept", (char) 0, Shape.LIST, Shapes.MEDIA_TYPE);

  /** Accept-Contact, compact a. */
  public static final HeaderName<String> ACCEPT_CONTACT =
      known("Accept-Contact", 'a', Shape.ROWS, Codecs.TEXT);

  /** Accept-Encoding. */
  public static final HeaderName<ParameterizedToken> ACCEPT_ENCODING =
      known("Accept-Encoding", (char) 0, Shape.LIST, Shapes.PARAMETERIZED);

  /** Accept-Language. */
  public static final HeaderName<ParameterizedToken> ACCEPT_LANGUAGE =
      known("Accept-Language", (char) 0, Shape.LIST, Shapes.PARAMETERIZED);

  /** Alert-Info. */
  public static final HeaderName<NameAddr> ALERT_INFO =
      known("Alert-Info", (char) 0, Shape.LIST, Shapes.ADDRESS);

  /** Allow. */
  public static final HeaderName<Method> ALLOW =
      known("Allow", (char) 0, Shape.JOINED, Codecs.METHOD);

  /** Allow-Events, compact u. */
  public static final HeaderName<String> ALLOW_EVENTS =
      known("Allow-Events", 'u', Shape.JOINED, Codecs.TOKEN);

  /** Answer-Mode. */
  public static final HeaderName<ParameterizedToken> ANSWER_MODE =
      known("Answer-Mode", (char) 0, Shape.SINGLE, Shapes.PARAMETERIZED);

  /** Authentication-Info. */
  public static final HeaderName<AuthHeader> AUTHENTICATION_INFO =
      known("Authentication-Info", (char) 0, Shape.SINGLE, Shapes.AUTH_PARAMETERS);

  /** Authorization. */
  public static final HeaderName<AuthHeader> AUTHORIZATION =
      known("Authorization", (char) 0, Shape.ROWS, Shapes.AUTH);

  /** Call-ID, compact i. */
  public static final HeaderName<String> CALL_ID =
      known("Call-ID", 'i', Shape.SINGLE, Codecs.CALL_ID);

  /** Call-Info. */
  public static final HeaderName<NameAddr> CALL_INFO =
      known("Call-Info", (char) 0, Shape.LIST, Shapes.ADDRESS);

  /** Contact, compact m. */
  public static final HeaderName<Contact> CONTACT =
      known("Contact", 'm', Shape.LIST, Shapes.CONTACT);

  /** Content-Disposition. */
  public static final HeaderName<ParameterizedToken> CONTENT_DISPOSITION =
      known("Content-Disposition", (char) 0, Shape.SINGLE, Shapes.PARAMETERIZED);

  /** Content-Encoding, compact e. */
  public static final HeaderName<ParameterizedToken> CONTENT_ENCODING =
      known("Content-Encoding", 'e', Shape.LIST, Shapes.PARAMETERIZED);

  /** Content-ID. */
  public static final HeaderName<String> CONTENT_ID =
      known("Content-ID", (char) 0, Shape.SINGLE, Codecs.TEXT);

  /** Content-Language. */
  public static final HeaderName<ParameterizedToken> CONTENT_LANGUAGE =
      known("Content-Language", (char) 0, Shape.LIST, Shapes.PARAMETERIZED);

  /** Content-Length, compact l. */
  public static final HeaderName<Integer> CONTENT_LENGTH =
      known(
          "Content-Length", 'l', Shape.SINGLE, Codecs.integer("Content-Length", Integer.MAX_VALUE));

  /** Content-Type, compact c. */
  public static final HeaderName<MediaType> CONTENT_TYPE =
      known("Content-Type", 'c', Shape.SINGLE, Shapes.MEDIA_TYPE);

  /** CSeq. */
  public static final HeaderName<CSeq> CSEQ = known("CSeq", (char) 0, Shape.SINGLE, Codecs.CSEQ);

  /** Date. */
  public static final HeaderName<Instant> DATE =
      known("Date", (char) 0, Shape.SINGLE, Codecs.INSTANT);

  /** Diversion. */
  public static final HeaderName<NameAddr> DIVERSION =
      known("Diversion", (char) 0, Shape.LIST, Shapes.ADDRESS);

  /** Error-Info. */
  public static final HeaderName<NameAddr> ERROR_INFO =
      known("Error-Info", (char) 0, Shape.LIST, Shapes.ADDRESS);

  /** Event, compact o. */
  public static final HeaderName<ParameterizedToken> EVENT =
      known("Event", 'o', Shape.SINGLE, Shapes.PARAMETERIZED);

  /** Expires. */
  public static final HeaderName<Long> EXPIRES =
      known("Expires", (char) 0, Shape.SINGLE, Codecs.seconds("Expires"));

  /** Flow-Timer. */
  public static final HeaderName<Long> FLOW_TIMER =
      known("Flow-Timer", (char) 0, Shape.SINGLE, Codecs.seconds("Flow-Timer"));

  /** From, compact f. */
  public static final HeaderName<NameAddr> FROM = known("From", 'f', Shape.SINGLE, Shapes.ADDRESS);

  /** Geolocation. */
  public static final HeaderName<NameAddr> GEOLOCATION =
      known("Geolocation", (char) 0, Shape.LIST, Shapes.ADDRESS);

  /** History-Info. */
  public static final HeaderName<NameAddr> HISTORY_INFO =
      known("History-Info", (char) 0, Shape.LIST, Shapes.ADDRESS);

  /** Identity, compact y. */
  public static final HeaderName<String> IDENTITY = known("Identity", 'y', Shape.ROWS, Codecs.TEXT);

  /** Info-Package. */
  public static final HeaderName<ParameterizedToken> INFO_PACKAGE =
      known("Info-Package", (char) 0, Shape.SINGLE, Shapes.PARAMETERIZED);

  /** In-Reply-To. */
  public static final HeaderName<String> IN_REPLY_TO =
      known("In-Reply-To", (char) 0, Shape.JOINED, Shapes.CALL_IDS);

  /** Join. */
  public static final HeaderName<Replaces> JOIN =
      known("Join", (char) 0, Shape.SINGLE, Shapes.REPLACES);

  /** Max-Breadth. */
  public static final HeaderName<Integer> MAX_BREADTH =
      known(
          "Max-Breadth", (char) 0, Shape.SINGLE, Codecs.integer("Max-Breadth", Integer.MAX_VALUE));

  /** Max-Forwards. */
  public static final HeaderName<Integer> MAX_FORWARDS =
      known("Max-Forwards", (char) 0, Shape.SINGLE, Codecs.integer("Max-Forwards", 255));

  /** MIME-Version. */
  public static final HeaderName<String> MIME_VERSION =
      known("MIME-Version", (char) 0, Shape.SINGLE, Codecs.TEXT);

  /** Min-Expires. */
  public static final HeaderName<Long> MIN_EXPIRES =
      known("Min-Expires", (char) 0, Shape.SINGLE, Codecs.seconds("Min-Expires"));

  /** Min-SE. */
  public static final HeaderName<Long> MIN_SE =
      known("Min-SE", (char) 0, Shape.SINGLE, Codecs.seconds("Min-SE"));

  /** Organization. */
  public static final HeaderName<String> ORGANIZATION =
      known("Organization", (char) 0, Shape.SINGLE, Codecs.TEXT);

  /** Path. */
  public static final HeaderName<NameAddr> PATH =
      known("Path", (char) 0, Shape.LIST, Shapes.ADDRESS);

  /** Priority. */
  public static final HeaderName<String> PRIORITY =
      known("Priority", (char) 0, Shape.SINGLE, Codecs.TOKEN);

  /** Privacy. */
  public static final HeaderName<String> PRIVACY =
      known("Privacy", (char) 0, Shape.SINGLE, Codecs.TEXT);

  /** Proxy-Authenticate. */
  public static final HeaderName<AuthHeader> PROXY_AUTHENTICATE =
      known("Proxy-Authenticate", (char) 0, Shape.ROWS, Shapes.AUTH);

  /** Proxy-Authentication-Info. */
  public static final HeaderName<AuthHeader> PROXY_AUTHENTICATION_INFO =
      known("Proxy-Authentication-Info", (char) 0, Shape.SINGLE, Shapes.AUTH_PARAMETERS);

  /** Proxy-Authorization. */
  public static final HeaderName<AuthHeader> PROXY_AUTHORIZATION =
      known("Proxy-Authorization", (char) 0, Shape.ROWS, Shapes.AUTH);

  /** Proxy-Require. */
  public static final HeaderName<String> PROXY_REQUIRE =
      known("Proxy-Require", (char) 0, Shape.JOINED, Codecs.TOKEN);

  /** P-Access-Network-Info. */
  public static final HeaderName<String> P_ACCESS_NETWORK_INFO =
      known("P-Access-Network-Info", (char) 0, Shape.ROWS, Codecs.TEXT);

  /** P-Asserted-Identity. */
  public static final HeaderName<NameAddr> P_ASSERTED_IDENTITY =
      known("P-Asserted-Identity", (char) 0, Shape.LIST, Shapes.ADDRESS);

  /** P-Associated-URI. */
  public static final HeaderName<NameAddr> P_ASSOCIATED_URI =
      known("P-Associated-URI", (char) 0, Shape.LIST, Shapes.ADDRESS);

  /** P-Called-Party-ID. */
  public static final HeaderName<NameAddr> P_CALLED_PARTY_ID =
      known("P-Called-Party-ID", (char) 0, Shape.SINGLE, Shapes.ADDRESS);

  /** P-Preferred-Identity. */
  public static final HeaderName<NameAddr> P_PREFERRED_IDENTITY =
      known("P-Preferred-Identity", (char) 0, Shape.LIST, Shapes.ADDRESS);

  /** RAck. */
  public static final HeaderName<RAck> RACK = known("RAck", (char) 0, Shape.SINGLE, Shapes.RACK);

  /** Reason. */
  public static final HeaderName<ParameterizedToken> REASON =
      known("Reason", (char) 0, Shape.LIST, Shapes.PARAMETERIZED);

  /** Record-Route. */
  public static final HeaderName<NameAddr> RECORD_ROUTE =
      known("Record-Route", (char) 0, Shape.LIST, Shapes.ADDRESS);

  /** Recv-Info. */
  public static final HeaderName<ParameterizedToken> RECV_INFO =
      known("Recv-Info", (char) 0, Shape.LIST, Shapes.PARAMETERIZED);

  /** Referred-By, compact b. */
  public static final HeaderName<NameAddr> REFERRED_BY =
      known("Referred-By", 'b', Shape.SINGLE, Shapes.ADDRESS);

  /** Refer-Sub. */
  public static final HeaderName<ParameterizedToken> REFER_SUB =
      known("Refer-Sub", (char) 0, Shape.SINGLE, Shapes.PARAMETERIZED);

  /** Refer-To, compact r. */
  public static final HeaderName<NameAddr> REFER_TO =
      known("Refer-To", 'r', Shape.SINGLE, Shapes.ADDRESS);

  /** Reject-Contact, compact j. */
  public static final HeaderName<String> REJECT_CONTACT =
      known("Reject-Contact", 'j', Shape.ROWS, Codecs.TEXT);

  /** Remote-Party-ID. */
  public static final HeaderName<NameAddr> REMOTE_PARTY_ID =
      known("Remote-Party-ID", (char) 0, Shape.LIST, Shapes.ADDRESS);

  /** Replaces. */
  public static final HeaderName<Replaces> REPLACES =
      known("Replaces", (char) 0, Shape.SINGLE, Shapes.REPLACES);

  /** Reply-To. */
  public static final HeaderName<NameAddr> REPLY_TO =
      known("Reply-To", (char) 0, Shape.SINGLE, Shapes.ADDRESS);

  /** Request-Disposition, compact d. */
  public static final HeaderName<String> REQUEST_DISPOSITION =
      known("Request-Disposition", 'd', Shape.JOINED, Codecs.TOKEN);

  /** Require. */
  public static final HeaderName<String> REQUIRE =
      known("Require", (char) 0, Shape.JOINED, Codecs.TOKEN);

  /** Resource-Priority. */
  public static final HeaderName<String> RESOURCE_PRIORITY =
      known("Resource-Priority", (char) 0, Shape.JOINED, Codecs.TOKEN);

  /** Retry-After. */
  public static final HeaderName<RetryAfter> RETRY_AFTER =
      known("Retry-After", (char) 0, Shape.SINGLE, Shapes.RETRY_AFTER);

  /** Route. */
  public static final HeaderName<NameAddr> ROUTE =
      known("Route", (char) 0, Shape.LIST, Shapes.ADDRESS);

  /** RSeq. */
  public static final HeaderName<Long> RSEQ =
      known("RSeq", (char) 0, Shape.SINGLE, Codecs.seconds("RSeq"));

  /** Security-Client. */
  public static final HeaderName<ParameterizedToken> SECURITY_CLIENT =
      known("Security-Client", (char) 0, Shape.LIST, Shapes.PARAMETERIZED);

  /** Security-Server. */
  public static final HeaderName<ParameterizedToken> SECURITY_SERVER =
      known("Security-Server", (char) 0, Shape.LIST, Shapes.PARAMETERIZED);

  /** Security-Verify. */
  public static final HeaderName<ParameterizedToken> SECURITY_VERIFY =
      known("Security-Verify", (char) 0, Shape.LIST, Shapes.PARAMETERIZED);

  /** Server. */
  public static final HeaderName<String> SERVER =
      known("Server", (char) 0, Shape.SINGLE, Codecs.TEXT);

  /** Service-Route. */
  public static final HeaderName<NameAddr> SERVICE_ROUTE =
      known("Service-Route", (char) 0, Shape.LIST, Shapes.ADDRESS);

  /** Session-Expires, compact x. */
  public static final HeaderName<SessionExpires> SESSION_EXPIRES =
      known("Session-Expires", 'x', Shape.SINGLE, Shapes.SESSION_EXPIRES);

  /** Session-ID. */
  public static final HeaderName<ParameterizedToken> SESSION_ID =
      known("Session-ID", (char) 0, Shape.SINGLE, Shapes.PARAMETERIZED);

  /** SIP-ETag. */
  public static final HeaderName<String> SIP_ETAG =
      known("SIP-ETag", (char) 0, Shape.SINGLE, Codecs.TOKEN);

  /** SIP-If-Match. */
  public static final HeaderName<String> SIP_IF_MATCH =
      known("SIP-If-Match", (char) 0, Shape.SINGLE, Codecs.TOKEN);

  /** Subject, compact s. */
  public static final HeaderName<String> SUBJECT = known("Subject", 's', Shape.SINGLE, Codecs.TEXT);

  /** Subscription-State. */
  public static final HeaderName<ParameterizedToken> SUBSCRIPTION_STATE =
      known("Subscription-State", (char) 0, Shape.SINGLE, Shapes.PARAMETERIZED);

  /** Supported, compact k. */
  public static final HeaderName<String> SUPPORTED =
      known("Supported", 'k', Shape.JOINED, Codecs.TOKEN);

  /** Suppress-If-Match. */
  public static final HeaderName<String> SUPPRESS_IF_MATCH =
      known("Suppress-If-Match", (char) 0, Shape.SINGLE, Codecs.TOKEN);

  /** Target-Dialog. */
  public static final HeaderName<TargetDialog> TARGET_DIALOG =
      known("Target-Dialog", (char) 0, Shape.SINGLE, Shapes.TARGET_DIALOG);

  /** Timestamp. */
  public static final HeaderName<Timestamp> TIMESTAMP =
      known("Timestamp", (char) 0, Shape.SINGLE, Shapes.TIMESTAMP);

  /** To, compact t. */
  public static final HeaderName<NameAddr> TO = known("To", 't', Shape.SINGLE, Shapes.ADDRESS);

  /** Unsupported. */
  public static final HeaderName<String> UNSUPPORTED =
      known("Unsupported", (char) 0, Shape.JOINED, Codecs.TOKEN);

  /** User-Agent. */
  public static final HeaderName<String> USER_AGENT =
      known("User-Agent", (char) 0, Shape.SINGLE, Codecs.TEXT);

  /** User-to-User. */
  public static final HeaderName<String> USER_TO_USER =
      known("User-to-User", (char) 0, Shape.ROWS, Codecs.TEXT);

  /** Via, compact v. */
  public static final HeaderName<Via> VIA = known("Via", 'v', Shape.LIST, Shapes.VIA);

  /** Warning. */
  public static final HeaderName<Warning> WARNING =
      known("Warning", (char) 0, Shape.LIST, Shapes.WARNING);

  /** WWW-Authenticate. */
  public static final HeaderName<AuthHeader> WWW_AUTHENTICATE =
      known("WWW-Authenticate", (char) 0, Shape.ROWS, Shapes.AUTH);

  /** How values of one name share rows. */
  enum Shape {
    /** One value, one row. */
    SINGLE,
    /** Several rows, each one value, commas and all. */
    ROWS,
    /** Comma-separated, in one row or several; sent in a row each. */
    LIST,
    /** Comma-separated, in one row or several; sent in one row. */
    JOINED
  }

  private final String name;
  private final byte[] lower;
  private final char compact;
  private final Shape shape;
  private final HeaderCodec<T> codec;
  private final int id;
  private final boolean constant;

  private HeaderName(String name, char compact, Shape shape, HeaderCodec<T> codec, int id) {
    this.name = name;
    this.lower = Ascii.bytes(Ascii.lower(name));
    this.compact = compact;
    this.shape = shape;
    this.codec = codec;
    this.id = id & UNKNOWN;
    this.constant = id < UNKNOWN;
  }

  private static <T> HeaderName<T> known(
      String name, char compact, Shape shape, HeaderCodec<T> codec) {
    HeaderName<T> header = new HeaderName<>(name, compact, shape, codec, KNOWN.size());
    KNOWN.add(header);
    return header;
  }

  static List<HeaderName<?>> known() {
    return KNOWN;
  }

  static HeaderName<?> known(int id) {
    return KNOWN.get(id);
  }

  /** The constant of this name, long or compact, if there is one. */
  public static Optional<HeaderName<?>> find(String name) {
    return Optional.ofNullable(NameTable.find(name));
  }

  /**
   * A header that has no constant here; each row is one value, as text. Also for a known name,
   * whose rows are then read as text.
   *
   * @throws IllegalArgumentException if the name is not a token
   */
  public static HeaderName<String> of(String name) {
    Ascii.checkedToken("header name", name);
    HeaderName<?> known = NameTable.find(name);
    return known == null
        ? new HeaderName<>(name, (char) 0, Shape.ROWS, Codecs.TEXT, UNKNOWN)
        : new HeaderName<>(
            known.name, known.compact, Shape.ROWS, Codecs.TEXT, known.id | NOT_CONSTANT);
  }

  /** The long name, as it is sent. */
  public String name() {
    return name;
  }

  byte[] lower() {
    return lower;
  }

  /** The compact form in lower case, 0 if there is none. */
  char compact() {
    return compact;
  }

  Shape shape() {
    return shape;
  }

  boolean isList() {
    return shape == Shape.LIST || shape == Shape.JOINED;
  }

  HeaderCodec<T> codec() {
    return codec;
  }

  int id() {
    return id;
  }

  /** Whether values read under this name may be kept for all who ask (constants only). */
  boolean cached() {
    return constant;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof HeaderName<?> that && name.equalsIgnoreCase(that.name);
  }

  @Override
  public int hashCode() {
    return Ascii.lower(name).hashCode();
  }

  /** The long name. */
  @Override
  public String toString() {
    return name;
  }
}
