package org.offhook.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.offhook.Endpoint;
import org.offhook.LookUp;
import org.offhook.Pending;
import org.offhook.RequestOptions;
import org.offhook.RequestOutcome;
import org.offhook.StillPendingException;
import org.offhook.dns.LookUpStep;
import org.offhook.dns.NextHop;
import org.offhook.message.Method;
import org.offhook.message.SipUri;
import org.offhook.net.IpLiteral;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows how a SIP domain resolves (RFC 3263), or a number (RFC 6116), and who is there. */
@CommandLine.Command(
    name = "dig",
    description = {
      "Shows step by step how a SIP domain, URI or telephone number resolves, and which of the",
      "next hops answer OPTIONS. Exit code 0 if one does, 1 if none does, 3 if there is none."
    })
final class DigCommand extends Command {

  private static final Duration PATIENCE = Duration.ofSeconds(5);

  @Mixin CommonOptions common = new CommonOptions();

  @Parameters(
      paramLabel = "DOMAIN",
      description = "What to resolve, such as example.com, sips:example.com or +15550100.")
  String name = "";

  @Option(names = "--no-options", description = "Send no OPTIONS to the next hops.")
  boolean withoutOptions;

  @Override
  int run() throws InterruptedException {
    boolean number = name.startsWith("+");
    var target = number ? null : Input.target(name.contains(":") ? name : "sip:" + name);
    var first = target instanceof SipUri sip ? sip : SipUri.parse("sip:number.invalid");
    try (var on = common.ask(place(), first)) {
      var uri = number ? enumUri(on.endpoint()) : String.valueOf(target);
      var located = Input.of(() -> on.endpoint().dns().locate(uri)).await();
      steps(located.steps());
      if (!located.isOk()) {
        throw Failure.unreachable(located.reason() + "; check the name, or give --dns");
      }
      return withoutOptions ? list(located) : ask(on.endpoint(), uri, located.found());
    }
  }

  private String enumUri(Endpoint endpoint) throws InterruptedException {
    var found = Input.of(() -> endpoint.dns().enumLookUp(name)).await();
    steps(found.steps());
    if (!found.isOk()) {
      throw Failure.unreachable(found.reason() + "; check the number, or give --dns");
    }
    for (var uri : found.found()) {
      report().result(Json.event("uri").put("uri", uri.toString()), "uri " + uri);
    }
    return found.found().getFirst().toString();
  }

  private void steps(List<LookUpStep> steps) {
    for (var step : steps) {
      report()
          .result(
              Json.event("step")
                  .put("question", step.question())
                  .put("source", step.source())
                  .put("answer", step.answer())
                  .put("ms", Seconds.millis(step.took())),
              step.toString());
    }
  }

  private int list(LookUp<NextHop> located) {
    for (var hop : located.found()) {
      report().result(hopEvent(hop), "next hop " + hop);
    }
    return ExitCode.DONE;
  }

  private static Json hopEvent(NextHop hop) {
    return Json.event("hop")
        .put("transport", hop.kind().label())
        .put("address", IpLiteral.format(hop.address().getAddress()))
        .put("port", hop.address().getPort());
  }

  /** All are asked at once; each is told in its turn. */
  private int ask(Endpoint endpoint, String uri, List<NextHop> hops) throws InterruptedException {
    var waiting = new ArrayList<Pending<RequestOutcome>>();
    for (var hop : hops) {
      var request = RequestOptions.of(Method.OPTIONS, uri).nextHop(uri(hop));
      waiting.add(endpoint.request(request));
    }
    int answered = 0;
    for (int i = 0; i < hops.size(); i++) {
      if (tell(hops.get(i), waiting.get(i))) {
        answered++;
      }
    }
    if (answered == 0) {
      throw Failure.refused("none of the next hops answers; " + Advice.NO_ANSWER);
    }
    return ExitCode.DONE;
  }

  /** That address, by that transport, under the name that a certificate must show. */
  private static String uri(NextHop hop) {
    var address = IpLiteral.host(hop.address().getAddress());
    boolean numeric = IpLiteral.parse(hop.domain()) != null;
    return "sip:"
        + (numeric ? address : hop.domain())
        + ":"
        + hop.address().getPort()
        + (numeric ? "" : ";maddr=" + address)
        + ";transport="
        + hop.kind().label();
  }

  private boolean tell(NextHop hop, Pending<RequestOutcome> pending) throws InterruptedException {
    var limit = common.timeLimit().orElse(PATIENCE);
    var event = hopEvent(hop);
    String text;
    boolean good = false;
    try {
      var outcome = pending.await(limit);
      good = outcome instanceof RequestOutcome.Answered;
      if (outcome instanceof RequestOutcome.Answered answer) {
        double millis = Seconds.millis(answer.roundTrip());
        event.put("status", answer.status().code()).put("ms", millis);
        text =
            String.format(
                Locale.ROOT,
                "%d %s in %.3f ms",
                answer.status().code(),
                answer.response().reason(),
                millis);
      } else {
        text = outcome.reason();
      }
    } catch (StillPendingException e) {
      text = "no answer within " + limit.toSeconds() + " s";
    }
    report()
        .result(event.put("answers", good).put("result", text), "next hop " + hop + ": " + text);
    report().flush();
    return good;
  }
}
