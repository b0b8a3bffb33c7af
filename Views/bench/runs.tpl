{{%AUTOESCAPE context="HTML"}}
<p class="lead">[[A rehearsal lets a virtual phone do for each device what the real one will do: its profile from the bench, then the remote server's, and tells how it came up.]]</p>
{{#NONE}}
<p>[[There was no rehearsal of this job yet.]]</p>
{{/NONE}}
{{#TABLE}}
<table class="table stackable" role="table">
<caption class="hidden">[[Rehearsals]]</caption>
<thead role="rowgroup">
<tr role="row"><th role="columnheader" scope="col">[[Number]]</th><th role="columnheader" scope="col">[[What]]</th><th role="columnheader" scope="col">[[Begun]]</th><th role="columnheader" scope="col">[[By]]</th><th role="columnheader" scope="col">[[Done]]</th></tr>
</thead>
<tbody role="rowgroup">
{{#RUN}}
<tr role="row">
<th role="rowheader" scope="row"><a href="{{LINK}}">[[Run {{NUMBER}}]]</a></th>
<td role="cell" data-label="[[What]]">{{KIND:p}}</td>
<td role="cell" data-label="[[Begun]]">{{>BEGUN}}</td>
<td role="cell" data-label="[[By]]">{{AUTHOR:p}}</td>
<td role="cell" data-label="[[Done]]"><progress max="{{END}}" value="{{FINISHED}}" aria-label="[[Done]]"></progress> [[{{FINISHED}} of {{DEVICES}}]]</td>
</tr>
{{/RUN}}
</tbody>
</table>
{{/TABLE}}
<section class="card narrow" aria-labelledby="start-heading">
<h2 id="start-heading">[[Start one]]</h2>
<p>[[On the machine of the bench:]]</p>
<pre class="detail" tabindex="0" role="region" aria-label="[[Command]]">{{COMMAND}}</pre>
<p class="help">[[Several machines that share the bench may work at one rehearsal; its results come here as they are made.]]</p>
</section>
