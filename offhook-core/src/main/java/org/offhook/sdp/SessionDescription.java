package org.offhook.sdp;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A session description: session-level lines and any number of media (RFC 8866).
 *
 * <p>Immutable. Every line is kept in its place, known or not, so that well-formed text that is
 * read and printed again is the same byte for byte (but for bare line feeds, which become CRLF).
 * Text in another character set than UTF-8 shows as ISO 8859-1 in strings and is printed as it
 * came.
 *
 * <pre>{@code
 * var offer = SessionDescription.audio("192.0.2.1", 40000, RtpMap.PCMA, RtpMap.TELEPHONE_EVENT);
 * }</pre>
 */
public final class SessionDescription {

  private final Charset charset;
  // at least one of the two is there; each is made from the other when first asked for
  private volatile byte @Nullable [] text;
  private volatile @Nullable SdpParts parts;

  SessionDescription(SdpParts parts, Charset charset) {
    this.parts = parts;
    this.charset = charset;
  }

  /** With the text as it is written. */
  SessionDescription(SdpParts parts, Charset charset, byte[] text) {
    this(parts, charset);
    this.text = text;
  }

  private SessionDescription(byte[] text, Charset charset) {
    this.charset = charset;
    this.text = text;
  }

  /** What is in it; read again by whoever asks first, if this is {@link #packed}. */
  private SdpParts parts() {
    var known = parts;
    if (known == null) {
      known = SdpParser.readAgain(text(), charset);
      parts = known;
    }
    return known;
  }

  private byte[] text() {
    var known = text;
    if (known == null) {
      known = toString().getBytes(charset);
      text = known;
    }
    return known;
  }

  private SessionLevel session() {
    return parts().session();
  }

  /**
   * The same description, keeping only its bytes until somebody looks into it: for those who keep
   * descriptions long, as calls do.
   */
  public SessionDescription packed() {
    var known = parts;
    return known == null || !known.checked() ? this : new SessionDescription(text(), charset);
  }

  /** Reads a description within {@link SdpLimits#DEFAULT}; never throws on what is in the bytes. */
  public static SdpResult parse(byte[] body) {
    return SdpParser.parse(body, SdpLimits.DEFAULT);
  }

  /** Reads a description within limits; never throws on what is in the bytes. */
  public static SdpResult parse(byte[] body, SdpLimits limits) {
    return SdpParser.parse(body, limits);
  }

  /** Reads a description from text. */
  public static SdpResult parse(String text) {
    return parse(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads a description that the program itself wrote.
   *
   * @throws IllegalArgumentException if it is invalid; the message names the line
   */
  public static SessionDescription of(String text) {
    return switch (parse(text)) {
      case SdpResult.Parsed parsed -> parsed.description();
      case SdpResult.Invalid invalid ->
          throw new IllegalArgumentException("line " + invalid.line() + ": " + invalid.reason());
    };
  }

  /**
   * A description of one audio stream over plain RTP, both ways.
   *
   * <p>The origin has no user, session id {@value Origin#DEFAULT_SESSION_ID} and version 1; {@link
   * #withOrigin} gives it others. {@code telephone-event} gets the events 0-15.
   *
   * @param address where media is received: an IPv4 or IPv6 address or a host name
   * @param port the port there
   * @param codecs the codecs, most wanted first
   * @throws IllegalArgumentException if no codec is given, two have the same number, the port is
   *     not 1 to 65535, or the address is the unspecified one, which would mean hold to some peers
   */
  public static SessionDescription audio(String address, int port, RtpMap... codecs) {
    var connection = Connection.of(address);
    if (connection.isUnspecified()) {
      throw new IllegalArgumentException(
          address + " is no address that a peer can send to; give the one it can reach");
    }
    if (port == 0 || codecs.length == 0) {
      throw new IllegalArgumentException("audio needs a port and at least one codec");
    }
    return builder(Origin.of(address))
        .connection(connection)
        .medium(MediaDescription.audio(port, codecs))
        .build();
  }

  /** Starts a description with this origin, the session name {@code -} and {@code t=0 0}. */
  public static Builder builder(Origin origin) {
    return new Builder(
        List.of(
            new SdpLine('v', "0"),
            new SdpLine('o', origin.toString()),
            new SdpLine('s', "-"),
            new SdpLine('t', Timing.PERMANENT.toString())),
        List.of(),
        StandardCharsets.UTF_8);
  }

  /** The {@code o=} line. */
  public Origin origin() {
    return session().origin();
  }

  /** The {@code s=} line. */
  public String sessionName() {
    return session().name();
  }

  /** The {@code i=} line of the session level. */
  public Optional<String> information() {
    return session().level().text('i');
  }

  /** The first session-level line of a type, such as {@code 'u'}, {@code 'e'} or {@code 'k'}. */
  public Optional<String> text(char type) {
    return session().level().text(type);
  }

  /** The {@code c=} line of the session level. */
  public Optional<Connection> connection() {
    return session().level().connection();
  }

  /** The {@code b=} lines of the session level. */
  public List<Bandwidth> bandwidths() {
    return session().level().bandwidths;
  }

  /** The {@code t=} lines, each with what follows it; at least one. */
  public List<Timing> timings() {
    return session().timings();
  }

  /** The attributes of the session level, in their order. */
  public List<Attribute> attributes() {
    return session().level().attributes;
  }

  /** The first attribute of a name at session level; names are case-sensitive. */
  public Optional<Attribute> attribute(String name) {
    return session().level().attribute(name);
  }

  /** All attributes of a name at session level, in their order. */
  public List<Attribute> attributes(String name) {
    return session().level().attributes(name);
  }

  /** The direction of media that state none, if the session level states one. */
  public Optional<Direction> direction() {
    return Optional.ofNullable(session().level().direction);
  }

  /** The lines of the session level, as they stand. */
  public List<SdpLine> lines() {
    return session().level().lines;
  }

  /** The media in their order. */
  public List<MediaDescription> media() {
    return parts().media();
  }

  /** The first medium of a type, such as {@code audio}. */
  public Optional<MediaDescription> medium(String type) {
    return media().stream().filter(m -> m.type().equalsIgnoreCase(type)).findFirst();
  }

  /**
   * Where a medium of this description is received: its own {@code c=}, else the session's (RFC
   * 8866 section 5.7). Empty only for refused media without either.
   */
  public Optional<Connection> connection(MediaDescription medium) {
    return medium.connection().or(this::connection);
  }

  /** The direction of a medium: its own, else the session's, else both ways (RFC 8866 6.7). */
  public Direction direction(MediaDescription medium) {
    return medium.direction().or(this::direction).orElse(Direction.SENDRECV);
  }

  /** Whether a medium belongs to a {@code a=group:BUNDLE} of this description (RFC 9143). */
  public boolean isBundled(MediaDescription medium) {
    return Bundle.contains(this, medium);
  }

  /**
   * Whether a medium is refused or removed: its port is 0, unless it is offered only as a part of a
   * bundle (RFC 9143 section 6).
   */
  public boolean isRefused(MediaDescription medium) {
    return medium.port() == 0 && !(medium.has("bundle-only") && isBundled(medium));
  }

  /** The same description with another origin. */
  public SessionDescription withOrigin(Origin origin) {
    var parts = parts();
    var session = parts.session().withOrigin(origin);
    return session == null
        ? toBuilder().origin(origin).build()
        : new SessionDescription(new SdpParts(session, parts.media(), parts.checked()), charset);
  }

  /** The same description with other media. */
  public SessionDescription withMedia(List<MediaDescription> others) {
    return new SessionDescription(new SdpParts(session(), others, false), charset);
  }

  /** A builder that starts with all lines of this description. */
  public Builder toBuilder() {
    return new Builder(lines(), media(), charset);
  }

  /** The text for a message's body; each line ends with CRLF. */
  public byte[] toBytes() {
    return text().clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SessionDescription that
        && lines().equals(that.lines())
        && media().equals(that.media())
        && charset.equals(that.charset);
  }

  @Override
  public int hashCode() {
    return 31 * lines().hashCode() + media().hashCode();
  }

  /** The text; each line ends with CRLF. */
  @Override
  public String toString() {
    var all = new StringBuilder(512);
    for (var line : lines()) {
      all.append(line.type()).append('=').append(line.value()).append("\r\n");
    }
    media().forEach(all::append);
    return all.toString();
  }

  static void checkConnection(Level session, MediaDescription medium, Faults faults) {
    if (medium.connections().isEmpty() && session.connections.isEmpty()) {
      if (medium.port() == 0) {
        // Tolerance: nobody sends to a refused medium, and many answers give it no address.
        faults.tolerate("no c= for a refused medium");
      } else {
        faults.refuse("no c= for this medium, and none at session level");
      }
    }
  }

  /**
   * Builds a {@link SessionDescription}; puts lines into the order of RFC 8866 section 5 and leaves
   * out the obsolete {@code k=}. Not for use by several threads at once.
   */
  public static final class Builder {

    private final LineEditor editor;
    private final List<MediaDescription> media;
    private final Charset charset;

    private Builder(List<SdpLine> lines, List<MediaDescription> media, Charset charset) {
      this.editor = LineEditor.session(lines);
      this.media = new ArrayList<>(media);
      this.charset = charset;
    }

    /**
     * Sets the origin.
     *
     * @throws IllegalArgumentException if session id or version are no numbers or it has no address
     */
    public Builder origin(Origin origin) {
      editor.set('o', origin.complete().toString());
      return this;
    }

    /** Sets the origin without asking for numbers: one that a peer or the user wrote as text. */
    Builder keptOrigin(Origin origin) {
      editor.set('o', origin.toString());
      return this;
    }

    /** Sets the session's name; an empty one becomes {@code -} (RFC 8866 section 5.3). */
    public Builder sessionName(String name) {
      editor.set('s', name.isEmpty() ? "-" : name);
      return this;
    }

    /** Sets the {@code i=} line. */
    public Builder information(String title) {
      editor.set('i', title);
      return this;
    }

    /** Sets the {@code c=} line of the session level. */
    public Builder connection(Connection connection) {
      editor.set('c', connection.toString());
      return this;
    }

    /** Adds a {@code b=} line. */
    public Builder bandwidth(Bandwidth bandwidth) {
      editor.add('b', bandwidth.toString());
      return this;
    }

    /** Sets the times, in the place of all that are there. */
    public Builder timings(List<Timing> timings) {
      editor.removeIf(l -> l.type() == 't' || l.type() == 'r' || l.type() == 'z');
      for (var timing : timings) {
        editor.add('t', timing.toString());
        timing.more().forEach(l -> editor.add(l.type(), l.value()));
      }
      return this;
    }

    /** Adds an attribute behind the others of the session level. */
    public Builder attribute(Attribute attribute) {
      editor.add('a', attribute.toString());
      return this;
    }

    /** Adds an attribute behind the others of the session level. */
    public Builder attribute(String name, String value) {
      return attribute(Attribute.of(name, value));
    }

    /** Puts an attribute in the place of the first of its name and drops the others. */
    public Builder setAttribute(Attribute attribute) {
      editor.replace(
          l -> LineEditor.isAttribute(l, attribute.name()), new SdpLine('a', attribute.toString()));
      return this;
    }

    /** Drops all attributes of a name from the session level. */
    public Builder withoutAttribute(String name) {
      editor.removeIf(l -> LineEditor.isAttribute(l, name));
      return this;
    }

    /** Adds a session-level line of any type but {@code m}; an unknown type goes to the end. */
    public Builder line(char type, String value) {
      if (type == 'm') {
        throw new IllegalArgumentException("media are added as MediaDescription");
      }
      editor.add(type, value);
      return this;
    }

    /** Adds a medium behind the others. */
    public Builder medium(MediaDescription medium) {
      media.add(medium);
      return this;
    }

    /** Sets the media, in the place of all that are there. */
    public Builder media(List<MediaDescription> others) {
      media.clear();
      media.addAll(others);
      return this;
    }

    /**
     * The description.
     *
     * @throws IllegalArgumentException if a line that was given as text cannot be read, a line that
     *     must be there is missing, or a medium has no connection
     */
    public SessionDescription build() {
      var faults = new Faults(false);
      var lines = editor.sorted();
      var level = SessionLevel.read(lines, Level.numbers(lines.size()), faults);
      if (level != null) {
        for (var medium : media) {
          checkConnection(level.level(), medium, faults);
        }
      }
      faults.throwIfRefused();
      if (level == null) {
        throw new IllegalStateException("refused without a reason");
      }
      return new SessionDescription(new SdpParts(level, media, true), charset);
    }
  }
}
