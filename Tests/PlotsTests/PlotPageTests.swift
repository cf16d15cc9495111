import Foundation
import Plots
import Testing

struct PlotPageTests {
    @Test func thePageHoldsTitleScriptAndData() throws {
        let html = String(decoding: try PlotPage(title: "A title", script: "draw(data);").html([1, 2]), as: UTF8.self)
        #expect(html.contains("<title>A title</title>"))
        #expect(html.contains("draw(data);") && html.contains("id=\"data\">[1,2]</script>"))
        #expect(html.contains("function plot("))
        for placeholder in ["/*TITLE*/", "/*PLOTS*/", "/*SCRIPT*/", "/*DATA*/"] {
            #expect(!html.contains(placeholder), "\(placeholder)")
        }
    }

    @Test func dataCannotLeaveItsElement() throws {
        let hostile = ["</script><script>alert(1)</script><!--", "/*SCRIPT*/"]
        let html = String(decoding: try PlotPage(title: "", script: "draw();").html(hostile), as: UTF8.self)
        #expect(!html.contains("alert(1)</script>") && html.contains("\\u003c/script>"))
        #expect(html.contains("\"/*SCRIPT*/\""), "text in the data is never taken for a placeholder")
    }

    @Test func thePageFetchesNothing() throws {
        let html = String(decoding: try PlotPage(title: "", script: "").html([Int]()), as: UTF8.self)
        for address in ["http:", "https:", "src=", "@import", "fetch("] {
            #expect(!html.contains(address), "\(address)")
        }
    }
}
