package org.offhook.lab.fuzz;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.offhook.message.CSeq;
import org.offhook.message.CallInfo;
import org.offhook.message.ContactPreference;
import org.offhook.message.Diversion;
import org.offhook.message.Features;
import org.offhook.message.Frame;
import org.offhook.message.HeaderName;
import org.offhook.message.Headers;
import org.offhook.message.HistoryEntry;
import org.offhook.message.MessageLimits;
import org.offhook.message.MessageParser;
import org.offhook.message.MessageVerdict;
import org.offhook.message.Method;
import org.offhook.message.Multipart;
import org.offhook.message.NameAddr;
import org.offhook.message.ParseResult;
import org.offhook.message.Privacy;
import org.offhook.message.Reason;
import org.offhook.message.RequestDisposition;
import org.offhook.message.RequestGlance;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.SipUri;
import org.offhook.message.Status;
import org.offhook.message.StreamFramer;
import org.offhook.message.UriRequest;
import org.offhook.message.Via;

/** Whole messages: a datagram, and a stream that comes in pieces. */
final class MessageTargets {

  /** Small enough to be reached. */
  private static final MessageLimits LIMITS = new MessageLimits(300, 800, 1_500, 40, 1_000, 10, 2);

  /** What was written has a row or two more than what was read. */
  private static final MessageLimits ROOMY =
      new MessageLimits(9_000, 33_000, 70_000, 300, 1_048_576, 70, 4);

  private MessageTargets() {}

  /**
   * Any datagram is a message or the reason why it is none; a message can be read, written, read
   * again and answered, and the answer to what is none is a message.
   */
  static void datagram(byte[] input) {
    switch (MessageParser.parse(input.clone())) {
      case ParseResult.Parsed parsed -> message(parsed.message());
      case ParseResult.Invalid invalid -> {
        Expect.holds(!invalid.reason().isEmpty(), "a reason");
        Expect.holds(invalid.offset() >= 0 && invalid.offset() <= input.length, "an offset");
        invalid.answer().ifPresent(MessageTargets::refusal);
      }
    }
    glance(input.clone());
    Expect.holds(!MessageVerdict.of(input.clone()).toString().isEmpty(), "a verdict");
  }

  /** What is told at a glance is what reading tells, and so is the refusal. */
  private static void glance(byte[] input) {
    var seen = RequestGlance.at(input, MessageLimits.DEFAULT);
    if (seen == null) {
      return;
    }
    var status = Status.SERVICE_UNAVAILABLE;
    var answer = seen.answer(status, seen.topVia(), "glance", List.of());
    Expect.holds(Bytes.latin(answer).startsWith("SIP/2.0 503 "), "a status");
    if (MessageParser.parse(input) instanceof ParseResult.Parsed parsed
        && parsed.message() instanceof SipRequest request) {
      Expect.same(seen.method(), request.method(), "the method at a glance");
      Expect.same(seen.topVia(), request.topVia(), "the Via at a glance");
      Expect.same(seen.fromTag(), request.from().tag().orElse(""), "the From tag at a glance");
      Expect.same(seen.toTag(), request.to().tag().orElse(""), "the To tag at a glance");
      Expect.same(seen.callId(), request.callId(), "the Call-ID at a glance");
      Expect.same(seen.cSeq(), request.cSeq(), "the CSeq at a glance");
      var refusal = (SipResponse) parsed(answer, "the refusal at a glance");
      var tag = request.to().tag().orElse("glance");
      Expect.same(refusal.to(), request.to().withTag(tag), "To of the refusal at a glance");
      Expect.same(
          refusal.headers().all(HeaderName.VIA),
          request.headers().all(HeaderName.VIA),
          "the Vias of the refusal at a glance");
      Expect.same(refusal.from(), request.from(), "From of the refusal at a glance");
      Expect.same(refusal.callId(), request.callId(), "Call-ID of the refusal at a glance");
      Expect.same(refusal.cSeq(), request.cSeq(), "CSeq of the refusal at a glance");
    }
  }

  /** A refusal repeats rows as they came, so it can be no better than the request was. */
  private static void refusal(SipResponse answer) {
    byte[] bytes = answer.toBytes();
    Expect.holds(Bytes.latin(bytes).startsWith("SIP/2.0 " + answer.status().code()), "a status");
    if (MessageParser.parse(bytes) instanceof ParseResult.Parsed parsed) {
      Expect.same(texts(parsed.message()), texts(answer), "the rows of the refusal");
    }
    Expect.text(answer);
    // what is done with it on its way
    Expect.same(answer.withReplacedTopVia(answer.topVia()).topVia(), answer.topVia(), "the Via");
  }

  static SipMessage parsed(byte[] bytes, String what) {
    return switch (MessageParser.parse(bytes, ROOMY)) {
      case ParseResult.Parsed parsed -> parsed.message();
      case ParseResult.Invalid invalid ->
          throw new AssertionError(
              what + " is no message: " + invalid.reason() + "\n" + Bytes.text(bytes));
    };
  }

  private static void message(SipMessage message) {
    Expect.holds(!message.toString().isEmpty(), "a text");
    rows(message.headers());
    meanings(message);
    byte[] bytes = message.toBytes();
    var again = parsed(bytes.clone(), "what was written");
    Expect.same(again.toBytes(), bytes, "written again");
    Expect.same(again.body(), message.body(), "the body");
    Expect.same(texts(again), texts(message), "the rows");
    switch (message) {
      case SipRequest request -> {
        parsed(request.toBuilder().build().toBytes(), "the copy");
        var answer = SipResponse.to(request, Status.OK).build();
        var read = (SipResponse) parsed(answer.toBytes(), "the answer");
        Expect.same(read.callId(), request.callId(), "Call-ID of the answer");
        Expect.same(read.cSeq(), request.cSeq(), "CSeq of the answer");
        if (request.requestUri() instanceof SipUri uri) {
          uri(uri);
        }
      }
      case SipResponse response -> parsed(response.toBuilder().build().toBytes(), "the copy");
    }
  }

  private static void uri(SipUri uri) {
    var asked = UriRequest.from(uri);
    Expect.holds(!asked.toString().isEmpty(), "a request");
    parsed(
        SipRequest.builder(Method.OPTIONS, uri.forRequestUri())
            .set(HeaderName.VIA, Via.parse("SIP/2.0/UDP a;branch=z9hG4bK1"))
            .set(HeaderName.FROM, NameAddr.of(uri.forFromAndTo()).withTag("1"))
            .set(HeaderName.TO, NameAddr.of(uri))
            .set(HeaderName.CALL_ID, "1")
            .set(HeaderName.CSEQ, new CSeq(1, Method.OPTIONS))
            .build()
            .toBytes(),
        "a request to the same URI");
  }

  private static List<String> texts(SipMessage message) {
    var texts = new ArrayList<String>();
    message.headers().forEach(row -> texts.add(row.toString()));
    return texts;
  }

  /** Each row in its type. */
  private static void rows(Headers headers) {
    var names = new HashSet<String>();
    for (var row : headers) {
      if (names.add(row.name())) {
        headers.texts(row.name());
        HeaderName.find(row.name())
            .ifPresent(
                name -> {
                  Expect.holds(headers.contains(name), "the row that is there");
                  headers.fault(name);
                  headers.all(name);
                  headers.get(name);
                });
      }
    }
  }

  /** What is read from several rows, or from text inside of rows. */
  private static void meanings(SipMessage message) {
    Reason.all(message).forEach(reason -> Expect.text(reason.text()));
    CallInfo.all(message).forEach(CallInfo::answerAfter);
    for (var entry : HistoryEntry.all(message)) {
      entry.reasons();
      entry.privacy();
      entry.cause();
    }
    Diversion.all(message).forEach(Diversion::counter);
    ContactPreference.accepted(message).forEach(Expect::text);
    ContactPreference.rejected(message).forEach(Expect::text);
    message.headers().all(HeaderName.CONTACT).forEach(contact -> Features.of(contact).tags());
    Privacy.of(message);
    RequestDisposition.of(message);
    Multipart.of(message).ifPresent(MessageTargets::multipart);
  }

  static void multipart(Multipart body) {
    Expect.holds(!body.toString().isEmpty(), "a text");
    var again = Multipart.parse(body.type(), body.toBytes());
    Expect.same(again.parts().size(), body.parts().size(), "the number of parts");
    for (int i = 0; i < body.parts().size(); i++) {
      var part = body.parts().get(i);
      Expect.same(again.parts().get(i).content(), part.content(), "a part");
      part.contentType();
      part.contentId();
      part.disposition();
      part.multipart().ifPresent(Multipart::parts);
    }
  }

  /** However a stream is split, what comes out is the same, and less is kept than came in. */
  static void stream(byte[] input) {
    boolean lengthOptional = input.length % 2 == 0;
    var whole = frames(input, lengthOptional, input.length);
    Expect.same(frames(input, lengthOptional, 1), whole, "byte by byte");
    int piece = 2 + (input.length == 0 ? 0 : input[input.length / 2] & 63);
    Expect.same(frames(input, lengthOptional, piece), whole, "in pieces of " + piece);
  }

  private static List<String> frames(byte[] input, boolean lengthOptional, int piece) {
    var framer = new StreamFramerUse(lengthOptional);
    for (int i = 0; i < input.length; i += piece) {
      framer.feed(ByteBuffer.wrap(input, i, Math.min(piece, input.length - i)));
      Expect.holds(framer.pending() <= i + piece, "what is kept");
    }
    return framer.seen();
  }

  /** A framer, and what came out of it. */
  private static final class StreamFramerUse {
    private final StreamFramer framer;
    private final List<String> seen = new ArrayList<>();

    StreamFramerUse(boolean lengthOptional) {
      framer = new StreamFramer(LIMITS, lengthOptional);
    }

    void feed(ByteBuffer in) {
      framer.feed(in, this::take);
      Expect.holds(!in.hasRemaining(), "all bytes taken");
    }

    int pending() {
      return framer.pending();
    }

    List<String> seen() {
      framer.unfinished();
      return seen;
    }

    private void take(Frame frame) {
      switch (frame) {
        case Frame.Message message -> seen.add(describe(message.result()));
        case Frame.Broken broken -> {
          seen.add("broken " + broken.invalid().status().code());
          broken.invalid().answer().ifPresent(MessageTargets::refusal);
        }
        default -> {
          // pings and pongs depend on when they come (RFC 5626 section 4.4.1)
        }
      }
    }

    private static String describe(ParseResult result) {
      return switch (result) {
        case ParseResult.Parsed parsed -> Bytes.latin(parsed.message().toBytes());
        case ParseResult.Invalid invalid -> {
          invalid.answer().ifPresent(MessageTargets::refusal);
          yield "invalid " + invalid.status().code() + " " + invalid.reason();
        }
      };
    }
  }
}
