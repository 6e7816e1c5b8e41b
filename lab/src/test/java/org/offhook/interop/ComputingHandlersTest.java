package org.offhook.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.offhook.Call;

/** Handlers that compute for ever hold up neither the loop nor the calls of others. */
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class ComputingHandlersTest {

  @Test
  void theLoopAnswersWhileEveryCoreComputes() throws Exception {
    try (var service = OffhookCommand.start(ComputingService.class);
        var caller = Phones.start("caller", builder -> builder);
        var busy = Phones.start("busy", builder -> builder)) {
      var line = Pattern.compile("port (\\d+)");
      service.await("port", Duration.ofSeconds(40), () -> line.matcher(service.output()).find());
      var match = line.matcher(service.output());
      assertThat(match.find()).isTrue();
      int port = Integer.parseInt(match.group(1));

      var call = Phones.established(caller, Wire.UDP.uri("service", port));
      var computing = new ArrayList<Call>();
      for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
        computing.add(Phones.established(busy, Wire.UDP.uri("service", port)));
      }
      // Every carrier of virtual threads is taken now; further ones would not even begin.
      for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
        busy.call(Wire.UDP.uri("service", port), Phones.SDP);
      }
      for (var wire : Wire.values()) {
        for (int i = 0; i < 20; i++) {
          caller.options(wire.uri("service", port)).awaitOk(Phones.PATIENCE);
        }
      }
      call.hold().awaitOk(Phones.PATIENCE);
      call.resume().awaitOk(Phones.PATIENCE);
      Phones.hangUp(call);
      for (var each : computing) {
        Phones.hangUp(each);
      }
    }
  }
}
