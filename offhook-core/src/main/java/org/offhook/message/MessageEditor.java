package org.offhook.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Edits a message as text, row by row: RFC 3261 section 7.3. For programs that take names and
 * values from people, scripts or another protocol; where they are known as one writes the program,
 * the typed builders ({@link SipRequest#toBuilder}, {@link SipResponse#toBuilder}) are nearer.
 *
 * <pre>{@code
 * var editor = MessageEditor.of(request);
 * editor.add("X-Queue", "sales").set("Subject", "lunch").remove("Alert-Info");
 * editor.set("Record-Route", 1, "<sip:p2.example.com;lr>");
 * SipRequest edited = editor.toRequest();
 * }</pre>
 *
 * <p>A compact name is the same as its long one, and case does not count (section 7.3.3). Rows that
 * are not touched keep their place, case and bytes, but that folds become one space; a row that is
 * set keeps its place and the name that it was written with. Content-Length always says how long
 * the body is.
 *
 * <p>A value is checked when it is set: a line break or NUL is an {@link IllegalArgumentException},
 * and so is what the header field of a known name cannot mean, as a {@link MessageSyntaxException}.
 * For values that are wrong on purpose there is {@link MessageBuilder#raw}. The message may lack
 * rows, as those that are written when it is sent. Belongs to one thread at a time; the messages
 * that it gives are immutable.
 */
public final class MessageEditor {
  private static final Set<HeaderName<?>> ONCE =
      Set.of(
          HeaderName.FROM,
          HeaderName.TO,
          HeaderName.CALL_ID,
          HeaderName.CSEQ,
          HeaderName.MAX_FORWARDS,
          HeaderName.CONTENT_LENGTH,
          HeaderName.CONTENT_TYPE);
  // sections 20.1 to 20.3, 20.5 and 20.37
  private static final Set<HeaderName<?>> MAY_BE_EMPTY =
      Set.of(
          HeaderName.ACCEPT,
          HeaderName.ACCEPT_ENCODING,
          HeaderName.ACCEPT_LANGUAGE,
          HeaderName.ALLOW,
          HeaderName.SUPPORTED);
  private static final MediaType MIXED = MediaType.of("multipart", "mixed");

  private SipMessage message;

  private MessageEditor(SipMessage message) {
    this.message = message;
  }

  /** Edits a message, which itself stays as it is. */
  public static MessageEditor of(SipMessage message) {
    return new MessageEditor(message);
  }

  /**
   * Reads a whole message: start line, rows, an empty line, body.
   *
   * @throws MessageSyntaxException if it is none
   */
  public static MessageEditor parse(byte[] bytes) {
    return of(read(MessageParser.parse(bytes.clone())));
  }

  private static SipMessage read(ParseResult result) {
    return switch (result) {
      case ParseResult.Parsed parsed -> parsed.message();
      case ParseResult.Invalid invalid ->
          throw new MessageSyntaxException(
              "this is no SIP message: " + invalid.reason() + ", at byte " + invalid.offset());
    };
  }

  /** The message as it stands, not edited any more by what follows. */
  public SipMessage message() {
    return message;
  }

  /**
   * The request as it stands, checked to be one that its receiver can read, whatever it still
   * lacks.
   *
   * @throws MessageSyntaxException if it is not: rows contradict each other or are too long
   * @throws IllegalStateException if this is a response
   */
  public SipRequest toRequest() {
    SipRequest request = request();
    read(MessageParser.parseUnfinished(request.toBytes()));
    return request;
  }

  /**
   * The response as it stands, checked as {@link #toRequest} does.
   *
   * @throws MessageSyntaxException if its receiver could not read it
   * @throws IllegalStateException if this is a request
   */
  public SipResponse toResponse() {
    SipResponse response = response();
    read(MessageParser.parseUnfinished(response.toBytes()));
    return response;
  }

  /**
   * Sets the method of a request, in its CSeq too.
   *
   * @throws IllegalStateException if this is a response
   */
  public MessageEditor method(Method method) {
    SipRequest request = request();
    List<Row> rows = request.headers().toRows();
    int cSeq = request.headers().next(HeaderName.CSEQ.id(), 0);
    if (cSeq >= 0) {
      request
          .headers()
          .get(HeaderName.CSEQ)
          .ifPresent(
              old -> rows.set(cSeq, renamed(cSeq, new CSeq(old.number(), method).toString())));
    }
    message = request(method, request.requestUri(), rows, request.body());
    return this;
  }

  /**
   * Sets the Request-URI; what such a URI cannot have, as a headers part, is left out.
   *
   * @throws IllegalStateException if this is a response
   */
  public MessageEditor requestUri(Uri uri) {
    SipRequest request = request();
    Uri fit = uri instanceof SipUri sip ? sip.forRequestUri() : uri;
    message = request(request.method(), fit, request.headers().toRows(), request.body());
    return this;
  }

  /**
   * Sets the transport parameter of the URI to which a request goes: that of its first Route, else
   * its Request-URI (RFC 3261 sections 8.1.2 and 19.1.1).
   *
   * @param transport such as {@code tcp}
   * @throws IllegalArgumentException if that URI is no SIP URI
   * @throws IllegalStateException if this is a response
   */
  public MessageEditor transport(String transport) {
    SipRequest request = request();
    Optional<NameAddr> route = request.headers().get(HeaderName.ROUTE);
    Uri to = route.map(NameAddr::uri).orElse(request.requestUri());
    if (!(to instanceof SipUri sip)) {
      throw new IllegalArgumentException("only a SIP URI has a transport, not " + to.scheme());
    }
    SipUri changed = sip.with("transport", transport);
    return route.isPresent()
        ? set("Route", 0, NameAddr.of(changed).toString())
        : requestUri(changed);
  }

  /**
   * Sets the status of a response.
   *
   * @throws IllegalStateException if this is a request
   */
  public MessageEditor status(Status status) {
    SipResponse response = response();
    message = response(status, response.headers().toRows(), response.body());
    return this;
  }

  private SipRequest request() {
    if (message instanceof SipRequest request) {
      return request;
    }
    throw new IllegalStateException(
        "this is a response, with no method or URI: a request has them");
  }

  private SipResponse response() {
    if (message instanceof SipResponse response) {
      return response;
    }
    throw new IllegalStateException("this is a request, with no status: a response has one");
  }

  /** The values of all rows of a name, as text; none for a text that is no name. */
  public List<String> texts(String name) {
    return places(name).stream().map(message.headers()::value).toList();
  }

  /**
   * The value of one row of a name, as text; empty if there are fewer.
   *
   * @param position which one, counted from 0
   */
  public Optional<String> text(String name, int position) {
    return texts(name).stream().skip(Math.max(position, 0)).findFirst().filter(it -> position >= 0);
  }

  /**
   * Adds a row after those of its name, else at the end.
   *
   * @throws IllegalArgumentException if the value cannot stand there, or the row is one of which a
   *     message has one, as From, and is there already
   */
  public MessageEditor add(String name, String value) {
    Row row = checked(name, value);
    List<Integer> places = places(name);
    if (!places.isEmpty() && row.name != null && ONCE.contains(row.name)) {
      throw new IllegalArgumentException(
          row.name + " is there already, and a message has one: set it to replace it");
    }
    return edit(rows -> rows.add(places.isEmpty() ? rows.size() : places.getLast() + 1, row));
  }

  /**
   * Puts a value in the place of the first row of its name, or at the end, and drops the others.
   *
   * @throws IllegalArgumentException if the value cannot stand there
   */
  public MessageEditor set(String name, String value) {
    Row row = checked(name, value);
    List<Integer> places = places(name);
    if (places.isEmpty()) {
      return edit(rows -> rows.add(row));
    }
    return edit(
        rows -> {
          rows.set(places.getFirst(), renamed(places.getFirst(), value.strip()));
          drop(rows, places.subList(1, places.size()));
        });
  }

  /**
   * Puts a value in the place of one row of its name.
   *
   * @param position which one, counted from 0
   * @throws IllegalArgumentException if the value cannot stand there
   * @throws IndexOutOfBoundsException if there are fewer
   */
  public MessageEditor set(String name, int position, String value) {
    checked(name, value);
    int place = place(name, position);
    return edit(rows -> rows.set(place, renamed(place, value.strip())));
  }

  /** Drops all rows of a name; whether there were any. */
  public boolean remove(String name) {
    List<Integer> places = places(name);
    if (!places.isEmpty()) {
      edit(rows -> drop(rows, places));
    }
    return !places.isEmpty();
  }

  /**
   * Drops one row of a name.
   *
   * @param position which one, counted from 0
   * @throws IndexOutOfBoundsException if there are fewer
   */
  public MessageEditor remove(String name, int position) {
    int place = place(name, position);
    return edit(rows -> rows.remove(place));
  }

  /** Sets the body; the Content-Type is set as a row. */
  public MessageEditor body(byte[] bytes) {
    return become(message.headers().toRows(), bytes);
  }

  /**
   * Adds a body: the first one is the message's body, with the rows that describe it; with more it
   * is a multipart body (RFC 5621 section 3), into which those rows go.
   *
   * @throws MessageSyntaxException if there is a multipart body that cannot be taken apart
   */
  public MessageEditor addBodyPart(BodyPart part) {
    MediaType whole = message.contentType().orElse(null);
    boolean multipart = whole != null && whole.isMultipart();
    if (!message.hasBody() && !multipart) {
      part.headers().forEach(row -> set(row.name(), row.value()));
      return body(part.content());
    }
    List<BodyPart> parts = new ArrayList<>(message.bodyParts());
    if (multipart && message.hasBody() && Multipart.of(message).isEmpty()) {
      throw new MessageSyntaxException(
          "nothing can be added to this multipart body: its parts cannot be found");
    }
    parts.add(part);
    MediaType type = whole != null && multipart ? whole : MIXED;
    // another boundary than before: the old one may occur in what is added
    Multipart all =
        Multipart.of(
            new MediaType(type.type(), type.subtype(), type.params().without("boundary")), parts);
    if (!multipart) {
      edit(rows -> rows.removeIf(row -> BodyPart.isDescribing(row) && !isType(row)));
    }
    return set(HeaderName.CONTENT_TYPE.name(), all.type().toString()).body(all.toBytes());
  }

  private static boolean isType(Row row) {
    return row.isNamed(HeaderName.CONTENT_TYPE);
  }

  private static Row checked(String name, String value) {
    Ascii.checkedToken("header name", name);
    Row row = Row.raw(name, Ascii.checked("value of " + name, value).strip());
    HeaderName<?> known = row.name;
    if (known != null) {
      Headers alone = Headers.of(List.of(row));
      alone
          .fault(known)
          .ifPresent(
              fault -> {
                throw new MessageSyntaxException(fault + ", in the value that was given");
              });
      if (alone.all(known).isEmpty() && !MAY_BE_EMPTY.contains(known)) {
        throw new MessageSyntaxException(known + " cannot be empty: give it a value, or remove it");
      }
    }
    return row;
  }

  /** Where the rows of a name are. */
  private List<Integer> places(String name) {
    if (!Ascii.isToken(name)) {
      return List.of();
    }
    Headers headers = message.headers();
    HeaderName<?> wanted = HeaderName.of(name);
    List<Integer> places = new ArrayList<>();
    for (int row = headers.next(wanted, 0); row >= 0; row = headers.next(wanted, row + 1)) {
      places.add(row);
    }
    return places;
  }

  private int place(String name, int position) {
    List<Integer> places = places(name);
    if (position < 0 || position >= places.size()) {
      throw new IndexOutOfBoundsException(
          "there is no row " + position + " of " + name + ", there are " + places.size());
    }
    return places.get(position);
  }

  /** A row with the name that the one in this place is written with. */
  private Row renamed(int place, String text) {
    return Row.raw(message.headers().field(place).name(), text);
  }

  private static void drop(List<Row> rows, List<Integer> places) {
    for (int i = places.size() - 1; i >= 0; i--) {
      rows.remove((int) places.get(i));
    }
  }

  private MessageEditor edit(Consumer<List<Row>> change) {
    List<Row> rows = message.headers().toRows();
    change.accept(rows);
    return become(rows, message.body());
  }

  private MessageEditor become(List<Row> rows, byte[] body) {
    message =
        switch (message) {
          case SipRequest request -> request(request.method(), request.requestUri(), rows, body);
          case SipResponse response -> response(response.status(), rows, body);
        };
    return this;
  }

  private static SipRequest request(Method method, Uri uri, List<Row> rows, byte[] body) {
    var line = SipRequest.startLine(method, uri);
    return new SipRequest(method, uri, MessageBuilder.wire(line, rows, body, false));
  }

  private static SipResponse response(Status status, List<Row> rows, byte[] body) {
    var line = SipResponse.startLine(status);
    return new SipResponse(status, MessageBuilder.wire(line, rows, body, false));
  }

  /** Readable text with credentials and passwords hidden. */
  @Override
  public String toString() {
    return message.toString();
  }
}
