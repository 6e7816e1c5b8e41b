package org.offhook.exosip;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.offhook.HeaderRow;
import org.offhook.message.BodyPart;
import org.offhook.message.Contact;
import org.offhook.message.HeaderField;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.Multipart;
import org.offhook.message.NameAddr;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.SipUri;
import org.offhook.message.Status;
import org.offhook.message.Uri;
import org.offhook.message.Via;

/**
 * A SIP message that can be edited between build and send: RFC 3261 section 7. Rows keep their
 * order, their case and their names; a compact name is found under its long one and the other way
 * round.
 *
 * <pre>{@code
 * var answer = OsipMessage.parse(text);
 * answer.setHeader("Subject", "lunch").addHeader("X-Queue", "sales");
 * answer.contentType("application/sdp").body(sdp);
 * answer.headers("Record-Route");   // every row of it, as text
 * }</pre>
 *
 * <p>Belongs to one thread at a time. A value that cannot be sent is refused when it is set: a line
 * break or NUL with {@link OsipErrors.OsipBadParameter}, a From that cannot be read with {@link
 * OsipErrors.OsipSyntaxError}. The message of an event that was disposed throws
 * IllegalStateException; {@link #copy} it before.
 */
public final class OsipMessage {
  private static final byte[] NO_BODY = new byte[0];
  private static final Uri NOBODY = SipUri.of("localhost");

  private final boolean request;
  private final HeaderRows rows;
  private Method method;
  private Uri requestUri;
  private Status status;
  private byte[] body;
  // what this was made from, until it is changed
  private @Nullable SipMessage source;
  private boolean disposed;

  private OsipMessage(SipMessage from, HeaderRows rows) {
    this.request = from instanceof SipRequest;
    this.method = from instanceof SipRequest ask ? ask.method() : Method.OPTIONS;
    this.requestUri = from instanceof SipRequest ask ? ask.requestUri() : NOBODY;
    this.status = from instanceof SipResponse answer ? answer.status() : Status.OK;
    this.rows = rows;
    this.body = from.body();
    this.source = from;
  }

  private OsipMessage(OsipMessage from, HeaderRows rows) {
    this.request = from.request;
    this.method = from.method;
    this.requestUri = from.requestUri;
    this.status = from.status;
    this.rows = rows;
    this.body = from.body;
    this.source = from.source;
  }

  /** An own copy of a message, to be edited. */
  static OsipMessage of(SipMessage message) {
    return new OsipMessage(message, new HeaderRows(message.headers()));
  }

  /**
   * Reads a whole message: start line, rows, an empty line, body.
   *
   * @throws OsipErrors.OsipSyntaxError if it is none
   */
  public static OsipMessage parse(String text) {
    return of(MessageText.read(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** The same message, independent of this one. */
  public OsipMessage copy() {
    return new OsipMessage(this, read().copy());
  }

  private HeaderRows read() {
    if (disposed) {
      throw new IllegalStateException(
          "the event of this message was disposed: copy() the message before, to keep it");
    }
    return rows;
  }

  private HeaderRows edit() {
    HeaderRows own = read();
    source = null;
    return own;
  }

  void dispose() {
    disposed = true;
    source = null;
    rows.all().clear();
    body = NO_BODY;
  }

  /** Whether this is a request. */
  public boolean isRequest() {
    read();
    return request;
  }

  /** Whether this is a response. */
  public boolean isResponse() {
    return !isRequest();
  }

  /** The method; of a response the one in its CSeq, empty if it has none. */
  public String method() {
    if (isRequest()) {
      return method.name();
    }
    return rows.values(HeaderName.CSEQ).stream()
        .findFirst()
        .map(cSeq -> cSeq.method().name())
        .orElse("");
  }

  /** Sets the method of a request, in its CSeq too. */
  public OsipMessage method(String name) {
    only(true);
    try {
      method = Method.of(name);
    } catch (IllegalArgumentException e) {
      throw OsipError.BADPARAMETER.exception(e.getMessage() + ": give a name as INVITE");
    }
    String cSeq = edit().text("CSeq");
    if (cSeq != null) {
      rows.put("CSeq", cSeq.replaceFirst("\\S*$", name));
    }
    return this;
  }

  /** The Request-URI; null for a response. */
  public @Nullable String requestUri() {
    return isRequest() ? requestUri.toString() : null;
  }

  /** Sets the Request-URI; what such a URI cannot have, as a headers part, is left out. */
  public OsipMessage requestUri(String uri) {
    only(true);
    try {
      Uri read = Uri.parse(uri);
      requestUri = read instanceof SipUri sip ? sip.forRequestUri() : read;
    } catch (IllegalArgumentException e) {
      throw OsipError.SYNTAXERROR.exception(e.getMessage() + ": give a URI as sip:bob@example.com");
    }
    edit();
    return this;
  }

  /** The status code; 0 for a request. */
  public int statusCode() {
    return isRequest() ? 0 : status.code();
  }

  /** Sets the status code of a response, 100 to 699, and the phrase that is usual for it. */
  public OsipMessage statusCode(int code) {
    return status(code, null);
  }

  /** The reason phrase; null for a request. */
  public @Nullable String reasonPhrase() {
    return isRequest() ? null : status.reason();
  }

  /** Sets the reason phrase of a response. */
  public OsipMessage reasonPhrase(String phrase) {
    return status(status.code(), phrase);
  }

  private OsipMessage status(int code, @Nullable String phrase) {
    only(false);
    try {
      status = phrase == null ? Status.of(code) : Status.of(code, phrase);
    } catch (IllegalArgumentException e) {
      throw OsipError.BADPARAMETER.exception(String.valueOf(e.getMessage()));
    }
    edit();
    return this;
  }

  private void only(boolean requests) {
    if (isRequest() != requests) {
      throw OsipError.BADPARAMETER.exception(
          requests
              ? "a response has neither method nor URI of its own: set them in a request"
              : "a request has no status: set it in a response");
    }
  }

  /** The Call-ID; null if there is none. */
  public @Nullable String callId() {
    return header("Call-ID");
  }

  /** Sets the Call-ID. */
  public OsipMessage callId(String value) {
    return setHeader("Call-ID", value);
  }

  /** From, with its tag; null if there is none. */
  public @Nullable String from() {
    return header("From");
  }

  /** Sets From, as {@code "Alice" <sip:alice@example.com>;tag=1}. */
  public OsipMessage from(String value) {
    return setHeader("From", value);
  }

  /** To, with its tag; null if there is none. */
  public @Nullable String to() {
    return header("To");
  }

  /** Sets To, as {@code <sip:bob@example.com>}. */
  public OsipMessage to(String value) {
    return setHeader("To", value);
  }

  /** The Content-Type; null if there is none. */
  public @Nullable String contentType() {
    return header("Content-Type");
  }

  /** Sets the Content-Type, as {@code application/sdp}. */
  public OsipMessage contentType(String value) {
    return setHeader("Content-Type", value);
  }

  @Nullable MediaType mediaType() {
    return read().values(HeaderName.CONTENT_TYPE).stream().findFirst().orElse(null);
  }

  /** The Content-Length as it is written, else the size of the body in bytes. */
  public int contentLength() {
    return read().values(HeaderName.CONTENT_LENGTH).stream().findFirst().orElse(body.length);
  }

  /**
   * Writes a Content-Length. What is sent says how long the body is, whatever is written here.
   *
   * @throws OsipErrors.OsipBadParameter if it is negative
   */
  public OsipMessage contentLength(int bytes) {
    if (bytes < 0) {
      throw OsipError.BADPARAMETER.exception(
          "a Content-Length of " + bytes + " is less than nothing: give 0 or more");
    }
    return setHeader("Content-Length", Integer.toString(bytes));
  }

  /** The top Via; null if there is none that can be read. */
  public @Nullable Via topVia() {
    return read().values(HeaderName.VIA).stream().findFirst().orElse(null);
  }

  /** The routes, topmost first. */
  public List<String> routes() {
    return read().values(HeaderName.ROUTE).stream().map(NameAddr::toString).toList();
  }

  /** The recorded routes, topmost first. */
  public List<String> recordRoutes() {
    return read().values(HeaderName.RECORD_ROUTE).stream().map(NameAddr::toString).toList();
  }

  /** The contacts, each with its parameters; those that cannot be read are left out. */
  public List<String> contacts() {
    return read().values(HeaderName.CONTACT).stream().map(Contact::toString).toList();
  }

  /** Adds a contact, as {@code <sip:alice@192.0.2.1>}. */
  public OsipMessage addContact(String value) {
    return addHeader("Contact", value);
  }

  /** The methods in Allow. */
  public List<String> allows() {
    return read().values(HeaderName.ALLOW).stream().map(Method::name).toList();
  }

  /** Adds a method, or several after commas, to those in Allow. */
  public OsipMessage addAllow(String value) {
    return addHeader("Allow", value);
  }

  /** The values of all rows of a name, as text. */
  public List<String> headers(String name) {
    return read().texts(name);
  }

  /** The value of the first row of a name, as text; null if there is none. */
  public @Nullable String header(String name) {
    return read().text(name);
  }

  /** The value of one row of a name, counted from 0; null if there are fewer. */
  public @Nullable String header(String name, int position) {
    List<String> texts = headers(name);
    return position < 0 || position >= texts.size() ? null : texts.get(position);
  }

  /** All rows in their order. */
  public List<HeaderField> rows() {
    return List.copyOf(read().all());
  }

  /** Adds a row after those of its name. */
  public OsipMessage addHeader(String name, String value) {
    read().add(name, value);
    edit();
    return this;
  }

  /** Puts a value in the place of the first row of its name, and drops the others. */
  public OsipMessage setHeader(String name, String value) {
    read().set(name, value);
    edit();
    return this;
  }

  /**
   * Puts a value in the place of one row of its name, counted from 0.
   *
   * @throws OsipErrors.OsipNotFound if there are fewer
   */
  public OsipMessage setHeader(String name, int position, String value) {
    read().set(name, position, value);
    edit();
    return this;
  }

  /** Drops all rows of a name; false if there is none. */
  public boolean removeHeader(String name) {
    return edit().remove(name);
  }

  /**
   * Drops one row of a name, counted from 0.
   *
   * @throws OsipErrors.OsipNotFound if there are fewer
   */
  public OsipMessage removeHeader(String name, int position) {
    read().remove(name, position);
    edit();
    return this;
  }

  /** The body as text in UTF-8, empty if there is none. */
  public String body() {
    return new String(bodyBytes(), StandardCharsets.UTF_8);
  }

  /** The body, empty if there is none; a copy. */
  public byte[] bodyBytes() {
    read();
    return body.clone();
  }

  /** Sets the body to text in UTF-8; {@link #contentType(String)} says what it is. */
  public OsipMessage body(String text) {
    return body(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Sets the body; {@link #contentType(String)} says what it is. */
  public OsipMessage body(byte[] bytes) {
    HeaderRows own = edit();
    body = bytes.clone();
    if (own.text("Content-Length") != null) {
      own.put("Content-Length", Integer.toString(body.length));
    }
    return this;
  }

  /** The bodies as text: the parts of a multipart body, else the body; none if it is empty. */
  public List<String> bodies() {
    read();
    if (body.length == 0) {
      return List.of();
    }
    try {
      MediaType type = mediaType();
      if (type != null && isMultipart(type)) {
        return Multipart.parse(type, body).parts().stream()
            .map(part -> new String(part.content(), StandardCharsets.UTF_8))
            .toList();
      }
    } catch (IllegalArgumentException e) {
      return List.of(body()); // broken: it is shown as it is
    }
    return List.of(body());
  }

  /** Adds a body of the type of the message, {@code text/plain} where that is unknown. */
  public OsipMessage addBody(String text) {
    MediaType type = mediaType();
    boolean single = type != null && !isMultipart(type);
    return addBody(single && type != null ? type.toString() : "text/plain", text);
  }

  /**
   * Adds a body of a type: the first is the message's body, with more it is a multipart body (RFC
   * 2046 section 5.1).
   */
  public OsipMessage addBody(String contentType, String text) {
    MediaType type = MediaType.parse(HeaderRows.checked("Content-Type", contentType));
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    MediaType whole = mediaType();
    boolean multipart = whole != null && isMultipart(whole);
    if (body.length == 0 && !multipart) {
      return contentType(type.toString()).body(bytes);
    }
    List<BodyPart> parts = new ArrayList<>();
    if (body.length > 0) {
      parts.addAll(parts(whole == null ? MediaType.TEXT_PLAIN : whole));
    }
    parts.add(BodyPart.of(type, bytes));
    MediaType mixed = whole != null && multipart ? whole : MediaType.of("multipart", "mixed");
    // another boundary than before: the old one may occur in what is added
    Multipart all =
        Multipart.of(
            new MediaType(mixed.type(), mixed.subtype(), mixed.params().without("boundary")),
            parts);
    return contentType(all.type().toString()).body(all.toBytes());
  }

  private List<BodyPart> parts(MediaType type) {
    if (!isMultipart(type)) {
      return List.of(BodyPart.of(type, body));
    }
    try {
      return Multipart.parse(type, body).parts();
    } catch (IllegalArgumentException e) {
      throw OsipError.SYNTAXERROR.exception(
          "nothing can be added to this multipart body: " + e.getMessage());
    }
  }

  private static boolean isMultipart(MediaType type) {
    return type.type().equalsIgnoreCase("multipart");
  }

  /** The rows of names that the given set does not have, for the border to the endpoint. */
  List<HeaderRow> extraRows(Set<String> ownedNames) {
    Set<String> owned = ownedNames.stream().map(HeaderRows::key).collect(Collectors.toSet());
    List<HeaderRow> extra = new ArrayList<>();
    for (HeaderField row : read().all()) {
      if (!owned.contains(HeaderRows.key(row.name()))) {
        try {
          extra.add(new HeaderRow(row.name(), row.value()));
        } catch (IllegalArgumentException e) {
          throw OsipError.BADPARAMETER.exception(String.valueOf(e.getMessage()));
        }
      }
    }
    return List.copyOf(extra);
  }

  private SipMessage message() {
    HeaderRows own = read();
    SipMessage made = source;
    return made == null ? MessageText.message(method, toBytes(), own) : made;
  }

  /**
   * The request, for the endpoint.
   *
   * @throws OsipException if it is a response, or not fit to be sent
   */
  SipRequest toRequest() {
    if (message() instanceof SipRequest ask) {
      return ask;
    }
    throw OsipError.BADPARAMETER.exception("this is a response: a request is needed here");
  }

  /**
   * The response, for the endpoint.
   *
   * @throws OsipException if it is a request, or not fit to be sent
   */
  SipResponse toResponse() {
    if (message() instanceof SipResponse answer) {
      return answer;
    }
    throw OsipError.BADPARAMETER.exception("this is a request: a response is needed here");
  }

  /** The message as it is sent, credentials and all. */
  public byte[] toBytes() {
    HeaderRows own = read();
    SipMessage made = source;
    return made != null
        ? made.toBytes().clone()
        : MessageText.write(
            request
                ? method + " " + requestUri + " SIP/2.0"
                : "SIP/2.0 " + status.code() + " " + status.reason(),
            own,
            body);
  }

  /** The message as it is sent, as text in UTF-8, credentials and all. */
  public String toText() {
    return new String(toBytes(), StandardCharsets.UTF_8);
  }

  /** Readable text with credentials and passwords hidden. */
  @Override
  public String toString() {
    if (disposed) {
      return "a message of a disposed event";
    }
    try {
      return message().toString();
    } catch (OsipException e) {
      return (request ? method + " " + requestUri : status.toString()) + ", " + e.getMessage();
    }
  }
}
