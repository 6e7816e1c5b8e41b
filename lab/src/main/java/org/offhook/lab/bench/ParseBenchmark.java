package org.offhook.lab.bench;

import gov.nist.core.CommonLogger;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.parser.StringMsgParser;
import java.text.ParseException;
import java.util.concurrent.TimeUnit;
import javax.sip.header.ContentLengthHeader;
import javax.sip.header.MaxForwardsHeader;
import org.offhook.lab.load.JainSilence;
import org.offhook.message.HeaderName;
import org.offhook.message.MessageParser;
import org.offhook.message.ParseResult;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Parsing the {@link TypicalMessages}, each with access to the eight fields that every layer needs
 * (top Via, From, To, Call-ID, CSeq, Max-Forwards, Content-Length, top Route); and that with the
 * message written out again row by row.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ParseBenchmark {

  /** How many messages an invocation parses. */
  static final int MESSAGES = 10;

  private byte[][] messages = new byte[0][];
  private final StringMsgParser jain = new StringMsgParser();

  /** JMH makes it. */
  public ParseBenchmark() {}

  /** Reads the messages; silences JAIN-SIP. */
  @Setup
  public void setUp() {
    CommonLogger.useLegacyLogger = true;
    CommonLogger.legacyLogger = new JainSilence.Stack();
    messages = TypicalMessages.all().toArray(byte[][]::new);
    if (messages.length != MESSAGES) {
      throw new IllegalStateException("ten messages are expected");
    }
  }

  /** Offhook parses. */
  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public void offhookParse(Blackhole hole) {
    for (var bytes : messages) {
      read(offhook(bytes), hole);
    }
  }

  /** Offhook parses and writes a new message row by row. */
  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public void offhookParseAndSerialise(Blackhole hole) {
    for (var bytes : messages) {
      var message = offhook(bytes);
      read(message, hole);
      hole.consume(
          message instanceof SipRequest request
              ? request.toBuilder().build().toBytes()
              : ((org.offhook.message.SipResponse) message).toBuilder().build().toBytes());
    }
  }

  /** JAIN-SIP parses. */
  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public void jainParse(Blackhole hole) throws ParseException {
    for (var bytes : messages) {
      read(jain.parseSIPMessage(bytes, true, false, null), hole);
    }
  }

  /** JAIN-SIP parses and encodes. */
  @Benchmark
  @OperationsPerInvocation(MESSAGES)
  public void jainParseAndSerialise(Blackhole hole) throws ParseException {
    for (var bytes : messages) {
      var message = jain.parseSIPMessage(bytes, true, false, null);
      read(message, hole);
      hole.consume(message.encodeAsBytes("udp"));
    }
  }

  private static SipMessage offhook(byte[] bytes) {
    if (MessageParser.parse(bytes) instanceof ParseResult.Parsed parsed) {
      return parsed.message();
    }
    throw new IllegalStateException("a typical message must parse");
  }

  private static void read(SipMessage message, Blackhole hole) {
    hole.consume(message.topVia());
    hole.consume(message.from());
    hole.consume(message.to());
    hole.consume(message.callId());
    hole.consume(message.cSeq());
    var headers = message.headers();
    hole.consume(headers.get(HeaderName.MAX_FORWARDS));
    hole.consume(headers.get(HeaderName.CONTENT_LENGTH));
    hole.consume(headers.get(HeaderName.ROUTE));
  }

  private static void read(SIPMessage message, Blackhole hole) {
    hole.consume(message.getTopmostVia());
    hole.consume(message.getFrom());
    hole.consume(message.getTo());
    hole.consume(message.getCallId());
    hole.consume(message.getCSeq());
    hole.consume(message.getHeader(MaxForwardsHeader.NAME));
    hole.consume(message.getHeader(ContentLengthHeader.NAME));
    var routes = message.getRouteHeaders();
    hole.consume(routes == null ? null : routes.getFirst());
  }
}
