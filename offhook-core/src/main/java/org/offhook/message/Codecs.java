package org.offhook.message;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The shapes of header values that are plain Java types: RFC 3261 section 20. */
final class Codecs {
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  static final HeaderCodec<String> TEXT =
      new HeaderCodec<>() {
        @Override
        public String read(Cursor in) {
          in.skipSpace();
          return in.rest();
        }

        @Override
        public void write(String value, WireWriter out) {
          out.put(value);
        }

        @Override
        public void check(String value) {
          Ascii.checked("header value", value);
        }
      };

  static final HeaderCodec<String> TOKEN =
      new HeaderCodec<>() {
        @Override
        public String read(Cursor in) {
          in.skipSpace();
          return in.word("token");
        }

        @Override
        public void write(String value, WireWriter out) {
          out.put(value);
        }

        @Override
        public void check(String value) {
          Ascii.checkedToken("header value", value);
        }
      };

  static final HeaderCodec<String> CALL_ID =
      new HeaderCodec<>() {
        @Override
        public String read(Cursor in) {
          in.skipSpace();
          int start = in.pos;
          while (in.pos < in.end && in.data[in.pos] > ' ' && in.data[in.pos] != 0x7f) {
            in.pos++;
          }
          if (in.pos == start) {
            throw in.fault("Call-ID expected");
          }
          return Ascii.text(in.data, start, in.pos);
        }

        @Override
        public void write(String value, WireWriter out) {
          out.put(value);
        }

        @Override
        public void check(String value) {
          CallIdText.sendable(value);
        }
      };

  static final HeaderCodec<CSeq> CSEQ =
      new HeaderCodec<>() {
        @Override
        public CSeq read(Cursor in) {
          return CSeq.read(in);
        }

        @Override
        public void write(CSeq value, WireWriter out) {
          value.writeTo(out);
        }

        @Override
        public void check(CSeq value) {
          if (value.number() > Integer.MAX_VALUE) {
            // section 8.1.1.5
            throw new IllegalArgumentException("CSeq number is not below 2^31: " + value.number());
          }
        }
      };

  static final HeaderCodec<Method> METHOD =
      HeaderCodec.of(
          in -> {
            in.skipSpace();
            return Method.read(in);
          },
          (method, out) -> out.put(method.name()));

  static final HeaderCodec<Instant> INSTANT =
      HeaderCodec.of(Codecs::date, (date, out) -> out.put(DATE.format(date)));

  private Codecs() {}

  static HeaderCodec<Integer> integer(String what, int max) {
    return new HeaderCodec<>() {
      @Override
      public Integer read(Cursor in) {
        in.skipSpace();
        return (int) in.number(what, max);
      }

      @Override
      public void write(Integer value, WireWriter out) {
        out.put((long) value);
      }

      @Override
      public void check(Integer value) {
        if (value < 0 || value > max) {
          throw new IllegalArgumentException(what + " is not within 0 to " + max + ": " + value);
        }
      }
    };
  }

  static HeaderCodec<Long> seconds(String what) {
    return new HeaderCodec<>() {
      @Override
      public Long read(Cursor in) {
        in.skipSpace();
        long value = in.number(what, CSeq.MAX);
        in.skipSpace();
        if (in.peek() == ';') {
          // RFC 4028 section 5 gives Min-SE generic parameters; the number alone matters.
          Parameters.readHeader(in);
        }
        return value;
      }

      @Override
      public void write(Long value, WireWriter out) {
        out.put((long) value);
      }

      @Override
      public void check(Long value) {
        if (value < 0 || value > CSeq.MAX) {
          throw new IllegalArgumentException(what + " is not within 32 bits: " + value);
        }
      }
    };
  }

  private static Instant date(Cursor in) {
    in.skipSpace();
    int start = in.pos;
    try {
      return Instant.from(DATE.parse(in.rest()));
    } catch (DateTimeException e) {
      throw new Malformed("not a date in GMT", start);
    }
  }
}
