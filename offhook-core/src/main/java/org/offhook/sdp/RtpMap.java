package org.offhook.sdp;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A codec and the RTP payload number it goes by: the {@code rtpmap} attribute (RFC 8866 section
 * 6.6) and the static numbers of RFC 3551 section 6.
 *
 * <p>Example: {@code SessionDescription.audio("192.0.2.1", 40000, RtpMap.PCMA,
 * RtpMap.OPUS.withPayloadType(96))}.
 *
 * @param payloadType the number, 0 to 127
 * @param name the encoding's name; compared without regard to case
 * @param clockRate ticks per second of the RTP timestamp
 * @param channels audio channels; 1 where none are stated
 */
public record RtpMap(int payloadType, String name, int clockRate, int channels) {

  /** G.711 mu-law. */
  public static final RtpMap PCMU = new RtpMap(0, "PCMU", 8000, 1);

  /** GSM full rate. */
  public static final RtpMap GSM = new RtpMap(3, "GSM", 8000, 1);

  /** G.723.1. */
  public static final RtpMap G723 = new RtpMap(4, "G723", 8000, 1);

  /** G.711 A-law. */
  public static final RtpMap PCMA = new RtpMap(8, "PCMA", 8000, 1);

  /** G.722; its clock is stated as 8000 though it samples at 16000 (RFC 3551 section 4.5.2). */
  public static final RtpMap G722 = new RtpMap(9, "G722", 8000, 1);

  /** Comfort noise (RFC 3389). */
  public static final RtpMap CN = new RtpMap(13, "CN", 8000, 1);

  /** G.729. */
  public static final RtpMap G729 = new RtpMap(18, "G729", 8000, 1);

  /** Opus (RFC 7587), as the usual dynamic number 111. */
  public static final RtpMap OPUS = new RtpMap(111, "opus", 48000, 2);

  /** iLBC (RFC 3952), as dynamic number 97. */
  public static final RtpMap ILBC = new RtpMap(97, "iLBC", 8000, 1);

  /** Key presses (RFC 4733) beside codecs with a clock of 8000, as the usual dynamic number 101. */
  public static final RtpMap TELEPHONE_EVENT = new RtpMap(101, "telephone-event", 8000, 1);

  /** Key presses (RFC 4733) beside Opus, as dynamic number 110. */
  public static final RtpMap TELEPHONE_EVENT_48000 = new RtpMap(110, "telephone-event", 48000, 1);

  /**
   * A codec.
   *
   * @throws IllegalArgumentException if the number is not 0 to 127, the name is no field, or the
   *     clock or channels are not positive
   */
  public RtpMap {
    SdpText.requireField(name, "encoding name");
    if (payloadType < 0 || payloadType > 127) {
      throw new IllegalArgumentException("a payload type is 0 to 127, not " + payloadType);
    }
    if (clockRate <= 0 || channels <= 0 || name.indexOf('/') >= 0) {
      throw new IllegalArgumentException("not a codec: " + name + "/" + clockRate);
    }
  }

  /** A codec of one channel, to which a dynamic number (96 to 127) is given here. */
  public static RtpMap of(int payloadType, String name, int clockRate) {
    return new RtpMap(payloadType, name, clockRate, 1);
  }

  /** What a payload number means without an {@code rtpmap} (RFC 3551 section 6), if anything. */
  public static Optional<RtpMap> statically(int payloadType) {
    return Optional.ofNullable(StaticPayloads.find(payloadType));
  }

  /**
   * Reads the value of an {@code rtpmap} attribute: {@code 96 opus/48000/2}; empty if it is none.
   */
  public static Optional<RtpMap> parse(String value) {
    return Optional.ofNullable(read(value));
  }

  static @Nullable RtpMap read(String value) {
    var fields = SdpText.fields(value);
    if (fields.size() < 2) {
      return null;
    }
    long payloadType = SdpText.number(fields.get(0), 127);
    // Tolerance: spaces around the slashes.
    String encoding =
        fields.size() == 2 ? fields.get(1) : String.join("", fields.subList(1, fields.size()));
    int slash = encoding.indexOf('/');
    if (payloadType < 0 || slash <= 0) {
      return null;
    }
    String name = encoding.substring(0, slash);
    int second = encoding.indexOf('/', slash + 1);
    int third = second < 0 ? -1 : encoding.indexOf('/', second + 1);
    int end = encoding.length();
    String clockText = encoding.substring(slash + 1, second < 0 ? end : second);
    long clock = SdpText.number(clockText, Integer.MAX_VALUE);
    long channels =
        second < 0
            ? 1
            : SdpText.number(encoding.substring(second + 1, third < 0 ? end : third), 255);
    if (clock <= 0 || SdpText.hasBlank(name)) {
      return null;
    }
    return new RtpMap((int) payloadType, name, (int) clock, (int) Math.max(1, channels));
  }

  /** The same codec by another number. */
  public RtpMap withPayloadType(int number) {
    return new RtpMap(number, name, clockRate, channels);
  }

  /** Whether the two are the same codec: name, clock and channels, whatever their numbers. */
  public boolean sameCodec(RtpMap other) {
    return name.equalsIgnoreCase(other.name)
        && clockRate == other.clockRate
        && channels == other.channels;
  }

  /** Whether this only goes along with a codec: key presses, comfort noise, redundancy. */
  public boolean isAuxiliary() {
    return isTelephoneEvent()
        || name.equalsIgnoreCase("CN")
        || name.equalsIgnoreCase("red")
        || name.equalsIgnoreCase("rtx")
        || name.equalsIgnoreCase("ulpfec");
  }

  /** Whether this is for key presses (RFC 4733). */
  public boolean isTelephoneEvent() {
    return name.equalsIgnoreCase("telephone-event");
  }

  /** The number as the m= line has it. */
  public String format() {
    return Integer.toString(payloadType);
  }

  /** Name, clock and channels, without the number: {@code opus/48000/2}. */
  public String encoding() {
    return name + "/" + clockRate + (channels > 1 ? "/" + channels : "");
  }

  /** The value of the attribute: {@code 111 opus/48000/2}. */
  @Override
  public String toString() {
    return payloadType + " " + encoding();
  }
}
