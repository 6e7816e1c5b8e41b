package org.offhook.sdp;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One medium of a session: its {@code m=} line and what follows up to the next (RFC 8866 section
 * 5.14).
 *
 * <p>All lines are kept in their order. What a medium takes over from the session level is answered
 * by {@link SessionDescription#connection(MediaDescription)} and {@link
 * SessionDescription#direction(MediaDescription)}.
 *
 * <pre>{@code
 * var audio = MediaDescription.builder("audio", 40000, "RTP/AVP")
 *     .codec(RtpMap.PCMA).codec(RtpMap.TELEPHONE_EVENT, "0-15").attribute("ptime", "20").build();
 * }</pre>
 */
public final class MediaDescription {

  private final MediaLine mediaLine;
  private final Level level;
  // made when first asked for, by any thread
  private volatile @Nullable Formats formats;

  /** What the attributes say of the formats. */
  private record Formats(Map<String, RtpMap> mapped, Map<String, Fmtp> parameters) {

    static Formats of(List<Attribute> attributes) {
      var mapped = new HashMap<String, RtpMap>();
      var parameters = new HashMap<String, Fmtp>();
      for (var attribute : attributes) {
        if (attribute.name().equals("rtpmap")) {
          var codec = RtpMap.read(attribute.text());
          if (codec != null) {
            mapped.putIfAbsent(codec.format(), codec);
          }
        } else if (attribute.name().equals("fmtp")) {
          var fmtp = Fmtp.read(attribute.text());
          if (fmtp != null) {
            parameters.putIfAbsent(fmtp.format(), fmtp);
          }
        }
      }
      return new Formats(mapped, parameters);
    }
  }

  private MediaDescription(MediaLine mediaLine, Level level) {
    this.mediaLine = mediaLine;
    this.level = level;
  }

  private Formats known() {
    var known = formats;
    if (known == null) {
      known = Formats.of(level.attributes);
      formats = known;
    }
    return known;
  }

  /** Reads lines of which the first is an m= line; null if they are refused. */
  static @Nullable MediaDescription read(
      List<SdpLine> lines, List<Integer> numbers, Faults faults) {
    faults.at(numbers.getFirst());
    var mediaLine = MediaLine.read(lines.getFirst().value(), faults);
    if (mediaLine == null) {
      return null;
    }
    var level = new Level(lines, numbers, faults);
    return faults.refused() ? null : new MediaDescription(mediaLine, level);
  }

  /**
   * Starts a medium.
   *
   * @param type {@code audio}, {@code video}, {@code image}, {@code message}, {@code application},
   *     …
   * @param port where it is received; 0 refuses or removes the medium
   * @param protocol {@code RTP/AVP}, {@code UDP/TLS/RTP/SAVPF}, {@code udptl}, …
   * @throws IllegalArgumentException if a text is no single field or the port is not 0 to 65535
   */
  public static Builder builder(String type, int port, String protocol) {
    return new Builder(new MediaLine(type, port, 1, protocol, List.of()));
  }

  /** Audio over plain RTP with these codecs, most wanted first, both ways. */
  public static MediaDescription audio(int port, RtpMap... codecs) {
    var builder = builder("audio", port, "RTP/AVP");
    for (var codec : codecs) {
      if (codec.isTelephoneEvent()) {
        builder.codec(codec, TelephoneEvents.DIGITS.toString());
      } else {
        builder.codec(codec);
      }
    }
    return builder.direction(Direction.SENDRECV).build();
  }

  /** The kind of medium: {@code audio}, {@code video}, … as written. */
  public String type() {
    return mediaLine.type();
  }

  /** The port; 0 means refused or removed, except in a bundle (RFC 9143 section 6). */
  public int port() {
    return mediaLine.port();
  }

  /** How many ports there are, from {@code port/count}; usually 1. */
  public int portCount() {
    return mediaLine.portCount();
  }

  /** The transport, as written: {@code RTP/AVP}, {@code RTP/SAVPF}, {@code udptl}, … */
  public String protocol() {
    return mediaLine.protocol();
  }

  /** Whether formats are RTP payload numbers: the protocol has {@code RTP} in it. */
  public boolean isRtp() {
    for (String part : protocol().split("/", -1)) {
      if (part.equalsIgnoreCase("RTP")) {
        return true;
      }
    }
    return false;
  }

  /** The formats in their order, as written. */
  public List<String> formats() {
    return mediaLine.formats();
  }

  /**
   * The codecs of an RTP medium in the order of the formats. A dynamic number without {@code
   * rtpmap} means nothing and is left out.
   */
  public List<RtpMap> codecs() {
    var codecs = new ArrayList<RtpMap>();
    for (String format : formats()) {
      codec(format).ifPresent(codecs::add);
    }
    return List.copyOf(codecs);
  }

  /** What a format means: its {@code rtpmap}, else its static meaning (RFC 3551 section 6). */
  public Optional<RtpMap> codec(String format) {
    if (!isRtp()) {
      return Optional.empty();
    }
    var codec = known().mapped().get(format);
    return codec != null
        ? Optional.of(codec)
        : RtpMap.statically((int) SdpText.number(format, 127));
  }

  /** The parameters of a format. */
  public Optional<Fmtp> fmtp(String format) {
    return Optional.ofNullable(known().parameters().get(format));
  }

  /** The key presses that the writer takes with a format: its fmtp, else 0-15 (RFC 4733 2.4.1). */
  public TelephoneEvents telephoneEvents(String format) {
    return fmtp(format)
        .flatMap(f -> TelephoneEvents.parse(f.text()))
        .orElse(TelephoneEvents.DIGITS);
  }

  /** The medium's own {@code c=}; see {@link SessionDescription#connection(MediaDescription)}. */
  public Optional<Connection> connection() {
    return level.connection();
  }

  /** All {@code c=} lines of the medium: several in layered multicast. */
  public List<Connection> connections() {
    return level.connections;
  }

  /** The medium's own direction; see {@link SessionDescription#direction(MediaDescription)}. */
  public Optional<Direction> direction() {
    return Optional.ofNullable(level.direction);
  }

  /** The {@code b=} lines. */
  public List<Bandwidth> bandwidths() {
    return level.bandwidths;
  }

  /** The {@code i=} line: a title. */
  public Optional<String> information() {
    return level.text('i');
  }

  /** All attributes in their order. */
  public List<Attribute> attributes() {
    return level.attributes;
  }

  /** The first attribute of a name; names are case-sensitive. */
  public Optional<Attribute> attribute(String name) {
    return level.attribute(name);
  }

  /** All attributes of a name, in their order. */
  public List<Attribute> attributes(String name) {
    return level.attributes(name);
  }

  /** Whether there is an attribute of this name. */
  public boolean has(String name) {
    return attribute(name).isPresent();
  }

  /** All lines, the m= line first, as they stand. */
  public List<SdpLine> lines() {
    return level.lines;
  }

  /** The same medium with another port. */
  public MediaDescription withPort(int port) {
    return toBuilder().port(port).build();
  }

  /** The same medium with another direction. */
  public MediaDescription withDirection(Direction direction) {
    return toBuilder().direction(direction).build();
  }

  /** A builder that starts with all lines of this medium. */
  public Builder toBuilder() {
    return new Builder(mediaLine, lines());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MediaDescription that && lines().equals(that.lines());
  }

  @Override
  public int hashCode() {
    return lines().hashCode();
  }

  /** The text, each line ended by CRLF. */
  @Override
  public String toString() {
    var text = new StringBuilder();
    lines().forEach(line -> text.append(line).append("\r\n"));
    return text.toString();
  }

  /**
   * Builds a {@link MediaDescription}; puts lines into the order of RFC 8866 section 5 and leaves
   * out the obsolete {@code k=}. Not for use by several threads at once.
   */
  public static final class Builder {

    private MediaLine mediaLine;
    private final LineEditor editor;

    private Builder(MediaLine mediaLine) {
      this(mediaLine, List.of(new SdpLine('m', mediaLine.toString())));
    }

    private Builder(MediaLine mediaLine, List<SdpLine> lines) {
      this.mediaLine = mediaLine;
      this.editor = LineEditor.media(lines);
    }

    /** Sets the port. */
    public Builder port(int port) {
      return mediaLine(mediaLine.withPort(port));
    }

    /** Sets the formats, most wanted first, without touching attributes. */
    public Builder formats(List<String> formats) {
      return mediaLine(
          new MediaLine(
              mediaLine.type(),
              mediaLine.port(),
              mediaLine.portCount(),
              mediaLine.protocol(),
              formats));
    }

    /** Adds a format that needs no {@code rtpmap}, such as {@code t38}. */
    public Builder format(String format) {
      var formats = new ArrayList<>(mediaLine.formats());
      formats.add(format);
      return formats(formats);
    }

    /**
     * Adds a codec: its number as a format, and its {@code rtpmap}.
     *
     * @throws IllegalArgumentException if the number is taken by another format of this medium
     */
    public Builder codec(RtpMap codec) {
      if (mediaLine.formats().contains(codec.format())) {
        throw new IllegalArgumentException(
            "payload type " + codec.payloadType() + " is taken; give " + codec.name() + " another");
      }
      format(codec.format());
      return attribute("rtpmap", codec.toString());
    }

    /** Adds a codec with parameters. */
    public Builder codec(RtpMap codec, String fmtp) {
      codec(codec);
      return attribute("fmtp", new Fmtp(codec.format(), fmtp).toString());
    }

    /** Sets the medium's own {@code c=}. */
    public Builder connection(Connection connection) {
      editor.set('c', connection.toString());
      return this;
    }

    /** Sets the {@code i=} line. */
    public Builder information(String title) {
      editor.set('i', title);
      return this;
    }

    /** Adds a {@code b=} line. */
    public Builder bandwidth(Bandwidth bandwidth) {
      editor.add('b', bandwidth.toString());
      return this;
    }

    /** Sets the direction, in the place of the one that is there. */
    public Builder direction(Direction direction) {
      editor.replace(
          l -> l.type() == 'a' && Direction.of(l.value()) != null,
          new SdpLine('a', direction.token()));
      return this;
    }

    /** Adds an attribute behind the others. */
    public Builder attribute(Attribute attribute) {
      editor.add('a', attribute.toString());
      return this;
    }

    /** Adds an attribute behind the others. */
    public Builder attribute(String name, String value) {
      return attribute(Attribute.of(name, value));
    }

    /** Puts an attribute in the place of the first of its name and drops the others. */
    public Builder setAttribute(Attribute attribute) {
      editor.replace(
          l -> LineEditor.isAttribute(l, attribute.name()), new SdpLine('a', attribute.toString()));
      return this;
    }

    /** Drops all attributes of a name. */
    public Builder withoutAttribute(String name) {
      editor.removeIf(l -> LineEditor.isAttribute(l, name));
      return this;
    }

    /**
     * Adds a line of any type but {@code m}, such as one of a peer's own dialect; an unknown type
     * goes to the end.
     */
    public Builder line(char type, String value) {
      if (type == 'm') {
        throw new IllegalArgumentException("a medium has one m= line");
      }
      editor.add(type, value);
      return this;
    }

    /**
     * The medium.
     *
     * @throws IllegalArgumentException if a line that was given as text cannot be read
     */
    public MediaDescription build() {
      var faults = new Faults(false);
      var lines = editor.sorted();
      var medium = read(lines, Level.numbers(lines.size()), faults);
      faults.throwIfRefused();
      if (medium == null) {
        throw new IllegalStateException("refused without a reason");
      }
      return medium;
    }

    private Builder mediaLine(MediaLine line) {
      mediaLine = line;
      editor.set('m', line.toString());
      return this;
    }
  }
}
