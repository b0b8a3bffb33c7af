{{%AUTOESCAPE context="HTML"}}
{{#INTRODUCTION}}
<p class="lead">{{INTRODUCTION}}</p>
{{/INTRODUCTION}}
{{>ROWS}}
