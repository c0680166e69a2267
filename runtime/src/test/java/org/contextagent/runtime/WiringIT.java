package org.contextagent.runtime;

import java.util.Arrays;
import java.util.List;
import javax.inject.Inject;
import org.contextagent.runtime.testing.ContainerTest;
import org.contextagent.runtime.testing.Eventually;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;

/** What only the container can prove: that the bundles of the runtime fit together. */
@ContainerTest
public class WiringIT {

    @Inject
    BundleContext context;

    @Inject
    ServiceComponentRuntime components;

    @Test
    public void all_bundles_run() throws Exception {
        Eventually.equal(List.of(), this::notRunning, "bundles that do not run");
    }

    @Test
    public void all_components_of_ours_have_what_they_need() throws Exception {
        Eventually.equal(List.of(), this::unsatisfied, "components that wait for something");
    }

    private List<String> notRunning() {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null)
                .filter(bundle -> bundle.getState() != Bundle.ACTIVE)
                .map(Bundle::toString)
                .toList();
    }

    private List<String> unsatisfied() {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getSymbolicName().startsWith("org.contextagent."))
                .flatMap(bundle -> components.getComponentDescriptionDTOs(bundle).stream())
                .flatMap(component -> components.getComponentConfigurationDTOs(component).stream())
                .filter(component -> component.state != ComponentConfigurationDTO.SATISFIED
                        && component.state != ComponentConfigurationDTO.ACTIVE)
                .map(component -> component.description.name)
                .toList();
    }
}
