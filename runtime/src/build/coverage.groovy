/*
 * Merges what unit tests, container tests and the processes of runtime tests covered, writes the report and fails the build when a
 * bundle is below the limit. Called by the build with limit, the percent of lines.
 */
import org.jacoco.core.analysis.Analyzer
import org.jacoco.core.analysis.CoverageBuilder
import org.jacoco.core.tools.ExecFileLoader
import org.jacoco.report.DirectorySourceFileLocator
import org.jacoco.report.FileMultiReportOutput
import org.jacoco.report.html.HTMLFormatter

File root = project.basedir.parentFile
def modules = root.toPath().resolve('bundles').toFile().listFiles().findAll { new File(it, 'pom.xml').file }.sort { it.name } + project.basedir

def loader = new ExecFileLoader()
modules.each { module ->
    new File(module, 'target').listFiles().findAll { it.name ==~ /jacoco.*\.exec/ }.each { loader.load(it) }
}

def visitor = new HTMLFormatter().createVisitor(new FileMultiReportOutput(new File(project.build.directory, 'coverage')))
visitor.visitInfo(loader.sessionInfoStore.infos, loader.executionDataStore.contents)
def group = visitor.visitGroup('Context Agent')

def below = []
log.info('Lines covered by all tests together:')
modules.each { module ->
    def builder = new CoverageBuilder()
    // the launcher takes along two packages of the API; they count there
    def classes = new File(module, 'target/classes')
    classes.eachFileRecurse(groovy.io.FileType.FILES) { file ->
        boolean isApi = classes.toPath().relativize(file.toPath()).startsWith('org/contextagent/api')
        if (file.name.endsWith('.class') && (module.name == 'api' || !isApi)) {
            file.withInputStream { new Analyzer(loader.executionDataStore, builder).analyzeClass(it, file.path) }
        }
    }
    def bundle = builder.getBundle(module.name)
    group.visitBundle(bundle, new DirectorySourceFileLocator(new File(module, 'src/main/java'), 'utf-8', 4))
    def lines = bundle.lineCounter
    int percent = lines.totalCount ? Math.floor(100.0 * lines.coveredCount / lines.totalCount) : 0
    log.info(String.format('  %-16s %4d of %4d  %3d %%', module.name, lines.coveredCount, lines.totalCount, percent))
    if (percent < (limit as int)) {
        below << "$module.name ($percent %)"
    }
}
visitor.visitEnd()
if (below) {
    throw new IllegalStateException("Below $limit % of lines covered: ${below.join(', ')}; see runtime/target/coverage/index.html")
}
