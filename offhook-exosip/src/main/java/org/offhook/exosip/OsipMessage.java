package org.offhook.exosip;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.offhook.message.BodyPart;
import org.offhook.message.HeaderField;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.MessageEditor;
import org.offhook.message.MessageSyntaxException;
import org.offhook.message.Method;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
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

  // null: the event of this message was disposed
  private @Nullable MessageEditor editor;
  // what was said of the body that is there now; -1 for nothing
  private int statedLength = -1;

  private OsipMessage(MessageEditor editor) {
    this.editor = editor;
  }

  /** An own copy of a message, to be edited. */
  static OsipMessage of(SipMessage message) {
    return new OsipMessage(MessageEditor.of(message));
  }

  /**
   * Reads a whole message: start line, rows, an empty line, body.
   *
   * @throws OsipErrors.OsipSyntaxError if it is none
   */
  public static OsipMessage parse(String text) {
    return new OsipMessage(told(() -> MessageEditor.parse(text.getBytes(StandardCharsets.UTF_8))));
  }

  /** The same message, independent of this one. */
  public OsipMessage copy() {
    var copy = of(sip());
    copy.statedLength = statedLength;
    return copy;
  }

  private MessageEditor editor() {
    if (editor == null) {
      throw new IllegalStateException(
          "the event of this message was disposed: copy() the message before, to keep it");
    }
    return editor;
  }

  /** Whether Expires is 0: what it is about is to end. */
  boolean ends() {
    return sip().headers().get(HeaderName.EXPIRES).filter(time -> time == 0).isPresent();
  }

  /** The message as it stands. */
  SipMessage sip() {
    return editor().message();
  }

  void dispose() {
    editor = null;
  }

  /** What the core refuses has a code of its own here. */
  private static <T> T told(Supplier<T> step) {
    try {
      return step.get();
    } catch (MessageSyntaxException e) {
      throw OsipError.SYNTAXERROR.because(e);
    } catch (IndexOutOfBoundsException e) {
      throw OsipError.NOTFOUND.because(e);
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw OsipError.BADPARAMETER.because(e);
    }
  }

  private OsipMessage edit(UnaryOperator<MessageEditor> step) {
    var here = editor();
    told(() -> step.apply(here));
    return this;
  }

  /** The values of a name that can be read, as text. */
  private List<String> readable(HeaderName<?> name) {
    return sip().headers().all(name).stream().map(Object::toString).toList();
  }

  /** Whether this is a request. */
  public boolean isRequest() {
    return sip() instanceof SipRequest;
  }

  /** Whether this is a response. */
  public boolean isResponse() {
    return !isRequest();
  }

  /** The method; of a response the one in its CSeq, empty if it has none. */
  public String method() {
    return sip() instanceof SipRequest ask
        ? ask.method().name()
        : sip().headers().get(HeaderName.CSEQ).map(cSeq -> cSeq.method().name()).orElse("");
  }

  /** Sets the method of a request, in its CSeq too. */
  public OsipMessage method(String name) {
    return edit(message -> message.method(Method.of(name)));
  }

  /** The Request-URI; null for a response. */
  public @Nullable String requestUri() {
    return sip() instanceof SipRequest ask ? ask.requestUri().toString() : null;
  }

  /** Sets the Request-URI; what such a URI cannot have, as a headers part, is left out. */
  public OsipMessage requestUri(String uri) {
    return edit(message -> message.requestUri(Uri.parse(uri)));
  }

  /** Sets the transport of the first Route, else of the Request-URI. */
  OsipMessage transport(String token) {
    return edit(message -> message.transport(token));
  }

  /** The status code; 0 for a request. */
  public int statusCode() {
    return sip() instanceof SipResponse answer ? answer.status().code() : 0;
  }

  /** Sets the status code of a response, 100 to 699, and the phrase that is usual for it. */
  public OsipMessage statusCode(int code) {
    return edit(message -> message.status(Status.of(code)));
  }

  /** The reason phrase; null for a request. */
  public @Nullable String reasonPhrase() {
    return sip() instanceof SipResponse answer ? answer.reason() : null;
  }

  /** Sets the reason phrase of a response. */
  public OsipMessage reasonPhrase(String phrase) {
    return edit(message -> message.status(Status.of(statusCode(), phrase)));
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

  /** The Content-Length as it is written, else the size of the body in bytes. */
  public int contentLength() {
    return statedLength >= 0
        ? statedLength
        : sip().headers().get(HeaderName.CONTENT_LENGTH).orElse(sip().body().length);
  }

  /**
   * Writes a Content-Length. What is sent says how long the body is, whatever is written here.
   *
   * @throws OsipErrors.OsipBadParameter if it is negative
   */
  public OsipMessage contentLength(int bytes) {
    OsipError.BADPARAMETER.when(
        bytes < 0, "a Content-Length of " + bytes + " is less than nothing: give 0 or more");
    editor();
    statedLength = bytes;
    return this;
  }

  /** The top Via; null if there is none that can be read. */
  public @Nullable Via topVia() {
    return sip().headers().get(HeaderName.VIA).orElse(null);
  }

  /** The routes, topmost first. */
  public List<String> routes() {
    return readable(HeaderName.ROUTE);
  }

  /** The recorded routes, topmost first. */
  public List<String> recordRoutes() {
    return readable(HeaderName.RECORD_ROUTE);
  }

  /** The contacts, each with its parameters; those that cannot be read are left out. */
  public List<String> contacts() {
    return readable(HeaderName.CONTACT);
  }

  /** Adds a contact, as {@code <sip:alice@192.0.2.1>}. */
  public OsipMessage addContact(String value) {
    return addHeader("Contact", value);
  }

  /** The methods in Allow. */
  public List<String> allows() {
    return readable(HeaderName.ALLOW);
  }

  /** Adds a method, or several after commas, to those in Allow. */
  public OsipMessage addAllow(String value) {
    return addHeader("Allow", value);
  }

  /** The values of all rows of a name, as text. */
  public List<String> headers(String name) {
    return editor().texts(name);
  }

  /** The value of the first row of a name, as text; null if there is none. */
  public @Nullable String header(String name) {
    return header(name, 0);
  }

  /** The value of one row of a name, counted from 0; null if there are fewer. */
  public @Nullable String header(String name, int position) {
    return editor().text(name, position).orElse(null);
  }

  /** All rows in their order. */
  public List<HeaderField> rows() {
    return sip().headers().fields();
  }

  /** Adds a row after those of its name. */
  public OsipMessage addHeader(String name, String value) {
    return edit(message -> message.add(name, value));
  }

  /** Puts a value in the place of the first row of its name, and drops the others. */
  public OsipMessage setHeader(String name, String value) {
    return edit(message -> message.set(name, value));
  }

  /**
   * Puts a value in the place of one row of its name, counted from 0.
   *
   * @throws OsipErrors.OsipNotFound if there are fewer
   */
  public OsipMessage setHeader(String name, int position, String value) {
    return edit(message -> message.set(name, position, value));
  }

  /** Drops all rows of a name; false if there is none. */
  public boolean removeHeader(String name) {
    return editor().remove(name);
  }

  /**
   * Drops one row of a name, counted from 0.
   *
   * @throws OsipErrors.OsipNotFound if there are fewer
   */
  public OsipMessage removeHeader(String name, int position) {
    return edit(message -> message.remove(name, position));
  }

  /** The body as text in UTF-8, empty if there is none. */
  public String body() {
    return new String(sip().body(), StandardCharsets.UTF_8);
  }

  /** The body, empty if there is none; a copy. */
  public byte[] bodyBytes() {
    return sip().body().clone();
  }

  /** Sets the body to text in UTF-8; {@link #contentType(String)} says what it is. */
  public OsipMessage body(String text) {
    return body(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Sets the body; {@link #contentType(String)} says what it is. */
  public OsipMessage body(byte[] bytes) {
    statedLength = -1;
    return edit(message -> message.body(bytes));
  }

  /** The bodies as text: the parts of a multipart body, else the body; none if it is empty. */
  public List<String> bodies() {
    return sip().bodyParts().stream().map(BodyPart::text).toList();
  }

  /** Adds a body of the type of the message, {@code text/plain} where that is unknown. */
  public OsipMessage addBody(String text) {
    var single = sip().contentType().filter(type -> !type.isMultipart());
    return addBody(single.orElse(MediaType.TEXT_PLAIN).toString(), text);
  }

  /**
   * Adds a body of a type: the first is the message's body, with more it is a multipart body (RFC
   * 2046 section 5.1).
   */
  public OsipMessage addBody(String contentType, String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    statedLength = -1;
    return edit(message -> message.addBodyPart(BodyPart.of(MediaType.parse(contentType), bytes)));
  }

  /**
   * The request, for the endpoint.
   *
   * @throws OsipException if it is a response, or not fit to be sent
   */
  SipRequest toRequest() {
    return told(editor()::toRequest);
  }

  /**
   * The response, for the endpoint.
   *
   * @throws OsipException if it is a request, or not fit to be sent
   */
  SipResponse toResponse() {
    return told(editor()::toResponse);
  }

  /** The message as it is sent, credentials and all. */
  public byte[] toBytes() {
    return sip().toBytes().clone();
  }

  /** The message as it is sent, as text in UTF-8, credentials and all. */
  public String toText() {
    return new String(sip().toBytes(), StandardCharsets.UTF_8);
  }

  /** Readable text with credentials and passwords hidden. */
  @Override
  public String toString() {
    return editor == null ? "a message of a disposed event" : sip().toString();
  }
}
